#include "chat/message.h"

#include <gtest/gtest.h>

#include "core/error.h"
#include "core/json.h"
#include "tests/chat/random_conversation.h"

namespace {

chat::Conversation read(std::string_view json) {
  return chat::conversation_from_json(core::parse_json(json));
}

TEST(Message, ReadsOpenAiMessages) {
  const chat::Conversation c = read(R"({"messages": [
      {"role": "system", "content": "s"},
      {"role": "user", "content": [{"type": "text", "text": "a"}, {"type": "text", "text": "b"}]},
      {"role": "assistant", "content": null, "reasoning_content": "r", "tool_calls": [
        {"id": "c1", "type": "function", "function": {"name": "f", "arguments": "{\"b\": 1.0, \"a\": [true, null]}"}},
        {"function": {"name": "g", "arguments": {"z": 12345678901234567890}}}, {"name": "h", "arguments": " "}, {"name": "i"}]},
      {"role": "tool", "name": "f", "tool_call_id": "c1", "content": "{}"}],
    "tools": [{"type": "function", "function": {"name": "f", "description": "d", "parameters": {"type": "object"}}}, {"name": "g"}],
    "id": 7})");
  ASSERT_EQ(c.messages.size(), 4U);
  EXPECT_EQ(c.messages[1].content, "ab");
  const chat::Message& answer = c.messages[2];
  EXPECT_EQ(answer.content, "");
  EXPECT_EQ(answer.reasoning, "r");
  ASSERT_EQ(answer.tool_calls.size(), 4U);
  EXPECT_EQ(answer.tool_calls[0].id, "c1");
  EXPECT_EQ(core::dump_json(answer.tool_calls[0].arguments), R"({"b": 1.0, "a": [true, null]})");
  EXPECT_EQ(core::dump_json(answer.tool_calls[1].arguments), R"({"z": 12345678901234567890})");
  EXPECT_TRUE(answer.tool_calls[2].arguments.empty());
  EXPECT_TRUE(answer.tool_calls[3].arguments.empty());
  EXPECT_EQ(c.messages[3].tool_call_id, "c1");
  ASSERT_EQ(c.tools.size(), 2U);
  EXPECT_EQ(c.tools[0].description(), "d");
  ASSERT_NE(c.tools[0].parameters(), nullptr);
  EXPECT_EQ(c.tools[1].name(), "g");
  EXPECT_EQ(c.tools[1].description(), "");
  EXPECT_EQ(c.tools[1].parameters(), nullptr);
}

TEST(Message, EmptyReasoningIsNotMissingReasoning) {
  EXPECT_FALSE(read(R"({"messages": [{"role": "assistant", "content": "x", "reasoning_content": null}]})")
                   .messages[0]
                   .reasoning);
  EXPECT_TRUE(
      read(R"({"messages": [{"role": "assistant", "content": "x", "reasoning_content": ""}]})").messages[0].reasoning);
}

TEST(Message, ErrorsNameThePlace) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {R"([])", "expected an object"},
      {R"({"tools": []})", "messages: missing"},
      {R"({"messages": {}})", "messages: expected a list"},
      {R"({"messages": [3]})", "messages[0]: expected an object"},
      {R"({"messages": [{"role": "user"}, {"content": "x"}]})", "messages[1]: role: missing"},
      {R"({"messages": [{"role": 1}]})", "messages[0]: role: expected a string"},
      {R"({"messages": [{"role": "developer"}]})", "messages[0]: role: unknown role 'developer'"},
      {R"({"messages": [{"role": "user", "content": 3}]})", "messages[0]: content: expected a string"},
      {R"({"messages": [{"role": "user", "content": [{"type": "image_url"}]}]})",
       "messages[0]: content: a part is no text"},
      {R"({"messages": [{"role": "assistant", "reasoning_content": []}]})",
       "messages[0]: reasoning_content: expected a string"},
      {R"({"messages": [{"role": "user", "tool_calls": [{"name": "f"}]}]})", "messages[0]: tool_calls: a user message"},
      {R"({"messages": [{"role": "assistant", "tool_calls": 1}]})", "messages[0]: tool_calls: expected a list"},
      {R"({"messages": [{"role": "assistant", "tool_calls": [{"name": "f"}, 2]}]})",
       "messages[0]: tool_calls[1]: expected an object"},
      {R"({"messages": [{"role": "assistant", "tool_calls": [{"function": {"arguments": {}}}]}]})",
       "messages[0]: tool_calls[0]: function.name: missing"},
      {R"({"messages": [{"role": "assistant", "tool_calls": [{"name": "f", "arguments": "{x"}]}]})",
       "messages[0]: tool_calls[0]: function.arguments: the text is not JSON"},
      {R"({"messages": [{"role": "assistant", "tool_calls": [{"name": "f", "arguments": "[1]"}]}]})",
       "messages[0]: tool_calls[0]: function.arguments: expected the JSON text of an object, found list"},
      {R"({"messages": [{"role": "assistant", "tool_calls": [{"name": "f", "arguments": 1}]}]})",
       "messages[0]: tool_calls[0]: function.arguments: expected an object or its JSON text, found int"},
      {R"({"messages": [], "tools": [{"name": "f"}, {}]})", "tools[1]: name: missing"},
      {R"({"messages": [], "tools": [{"function": {"name": ""}}]})", "tools[0]: name: empty"},
      {R"({"messages": [], "tools": [{"name": 5}]})", "tools[0]: name: expected a string"},
      {R"({"messages": [], "tools": [{"name": "f", "parameters": []}]})", "tools[0]: parameters: expected an object"},
      {R"({"messages": [], "tools": ["f"]})", "tools[0]: expected an object"},
  };
  for (const auto& [json, place] : cases) {
    try {
      read(json);
      ADD_FAILURE() << "accepted: " << json;
    } catch (const core::Error& error) {
      EXPECT_EQ(error.kind(), core::ErrorKind::data);
      EXPECT_TRUE(std::string(error.what()).starts_with(place)) << error.what() << "\nfor " << json;
    }
  }
}

TEST(Message, RoundTripsThroughJson) {
  chat_test::RandomConversations random(3);
  for (int i = 0; i < 500; ++i) {
    const chat::Conversation c = random.ending_in_answer(true);
    const std::string once = core::dump_json(chat::conversation_to_json(c));
    const chat::Conversation again = chat::conversation_from_json(core::parse_json(once));
    EXPECT_EQ(core::dump_json(chat::conversation_to_json(again)), once);
    ASSERT_EQ(again.messages.size(), c.messages.size());
    for (size_t m = 0; m < c.messages.size(); ++m) {
      EXPECT_EQ(again.messages[m].content, c.messages[m].content);
      EXPECT_EQ(again.messages[m].reasoning, c.messages[m].reasoning);
      ASSERT_EQ(again.messages[m].tool_calls.size(), c.messages[m].tool_calls.size());
      for (size_t k = 0; k < c.messages[m].tool_calls.size(); ++k) {
        EXPECT_TRUE(identical(again.messages[m].tool_calls[k].arguments, c.messages[m].tool_calls[k].arguments));
      }
    }
  }
}

TEST(Message, RoleNamesRoundTrip) {
  for (const chat::Role role : {chat::Role::system, chat::Role::user, chat::Role::assistant, chat::Role::tool}) {
    EXPECT_EQ(chat::parse_role(chat::role_name(role)), role);
  }
}

}  // namespace
