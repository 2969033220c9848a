// Several calls of one message, taken apart for templates that know one a turn.
#include "chat/single_calls.h"

#include <gtest/gtest.h>

#include "chat/renderer.h"
#include "core/error.h"
#include "core/json.h"

namespace {

chat::Conversation talk(std::string_view results) {
  return chat::conversation_from_json(core::parse_json(
      R"({"messages": [{"role": "user", "content": "q"}, {"role": "assistant", "content": "I look.", "tool_calls": [
        {"id": "1", "type": "function", "function": {"name": "f", "arguments": {}}},
        {"id": "2", "type": "function", "function": {"name": "g", "arguments": {}}}]}, )" +
      std::string(results) + R"({"role": "assistant", "content": "a"}]})"));
}

std::string shown(const chat::Conversation& conversation) {
  std::string text;
  for (const chat::Message& message : conversation.messages) {
    text += std::string(chat::role_name(message.role)) + ":" + message.content;
    for (const chat::ToolCall& call : message.tool_calls) text += " " + call.name;
    text += "\n";
  }
  return text;
}

TEST(SingleCalls, EachCallIsATurnWithItsResult) {
  const std::string expected = "user:q\nassistant:I look. f\ntool:of f\nassistant: g\ntool:of g\nassistant:a\n";
  const chat::Conversation crossed = talk(
      R"({"role": "tool", "tool_call_id": "2", "content": "of g"}, {"role": "tool", "tool_call_id": "1", "content": "of f"},)");
  EXPECT_EQ(shown(chat::with_single_calls(crossed)), expected);
  const chat::Conversation nameless =
      talk(R"({"role": "tool", "content": "of f"}, {"role": "tool", "content": "of g"},)");
  EXPECT_EQ(shown(chat::with_single_calls(nameless)), expected);
  const auto renderer = chat::make_renderer("llama3");
  ASSERT_TRUE(renderer->one_call_a_turn());
  EXPECT_THROW(renderer->render(crossed, {}), core::Error);
  EXPECT_NO_THROW(renderer->render(chat::with_single_calls(crossed), {}));
}

TEST(SingleCalls, WithoutAResultForEachTheMessageStays) {
  for (const char* results : {"", R"({"role": "tool", "content": "of f"},)"}) {
    const chat::Conversation whole = talk(results);
    EXPECT_EQ(shown(chat::with_single_calls(whole)), shown(whole));
  }
}

}  // namespace
