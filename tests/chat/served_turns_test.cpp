#include "chat/served_turns.h"

#include <gtest/gtest.h>

namespace {

using chat::Conversation;
using chat::Message;
using chat::Role;

Message message(Role role, const std::string& content) {
  Message m;
  m.role = role;
  m.content = content;
  return m;
}

TEST(ServedTurns, EndWithOneReplyEachAndKeepNoEarlierChainOfThought) {
  Conversation conversation;
  conversation.tools.emplace_back();
  conversation.messages = {message(Role::system, "s"),
                           message(Role::user, "q1"),
                           message(Role::assistant, "<think>\nbecause\n</think>\n\n[ls()]"),
                           message(Role::tool, "a b"),
                           message(Role::assistant, "two files"),
                           message(Role::user, "q2"),
                           message(Role::assistant, "bye")};
  conversation.messages[4].reasoning = "I counted";
  conversation.messages[6].reasoning = "nothing left";

  const auto turns = chat::served_turns(conversation);
  ASSERT_EQ(turns.size(), 3U);
  EXPECT_EQ(turns[0].messages.size(), 3U);
  EXPECT_EQ(turns[0].messages.back().content, "<think>\nbecause\n</think>\n\n[ls()]");
  ASSERT_EQ(turns[1].messages.size(), 5U);
  EXPECT_EQ(turns[1].messages[2].content, "[ls()]");
  EXPECT_EQ(turns[1].messages[4].reasoning, "I counted");
  ASSERT_EQ(turns[2].messages.size(), 7U);
  EXPECT_EQ(turns[2].messages[2].content, "[ls()]");
  EXPECT_FALSE(turns[2].messages[4].reasoning.has_value());
  EXPECT_EQ(turns[2].messages[4].content, "two files");
  EXPECT_EQ(turns[2].messages[6].reasoning, "nothing left");
  for (const Conversation& turn : turns) EXPECT_EQ(turn.tools.size(), 1U);
}

TEST(ServedTurns, AreNoneWithoutAReply) {
  Conversation conversation;
  EXPECT_TRUE(chat::served_turns(conversation).empty());
  conversation.messages = {message(Role::user, "hello?")};
  EXPECT_TRUE(chat::served_turns(conversation).empty());
}

}  // namespace
