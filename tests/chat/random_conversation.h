// Random conversations with hostile text for property tests: every shape the templates distinguish.
#pragma once

#include <random>
#include <string>
#include <vector>

#include "chat/message.h"

namespace chat_test {

class RandomConversations {
 public:
  explicit RandomConversations(uint64_t seed) : random_(seed) {}

  // `calls`: with tools and tool calls. The last message is an assistant's.
  chat::Conversation ending_in_answer(bool calls) {
    chat::Conversation conversation;
    if (chance(50)) conversation.messages.push_back(message(chat::Role::system));
    for (int turn = pick(3); turn >= 0; --turn) {
      conversation.messages.push_back(message(chat::Role::user));
      while (chance(40)) {
        conversation.messages.push_back(answer(calls));
        for (int result = pick(3); result >= 0; --result) conversation.messages.push_back(message(chat::Role::tool));
      }
      conversation.messages.push_back(answer(calls));
    }
    if (calls && chance(50)) {
      for (int i = pick(3); i >= 0; --i) {
        conversation.tools.push_back({core::Dict{{"name", "f" + std::to_string(i)}, {"description", text()}}});
      }
    }
    return conversation;
  }

  std::string text() {
    static const std::vector<std::string> kFragments = {
        "",
        " ",
        "\n",
        "\n\n",
        "\t",
        "hello world",
        "{\"a\": 1}",
        "'quoted'",
        "\\",
        "Zürich",
        "日本語",
        "🙂",
        "42",
        "<think>",
        "</think>",
        "<think>\nhm\n</think>\n\n",
        "</s>",
        "<b>",
        "[f(a=1)]",
        "[g(",
        "}}",
        "<|im_start|>",
        "x = 3.14",
        "<tool_call>",
        "</tool_call>",
        "<tool_call>\n{\"name\": \"f\", \"arguments\": {\"k\": [1, 2]}}\n</tool_call>"};
    std::string result;
    for (int i = pick(5); i > 0; --i)
      result += kFragments[static_cast<size_t>(pick(static_cast<int>(kFragments.size())))];
    return result;
  }

  int pick(int count) { return static_cast<int>(random_() % static_cast<uint64_t>(count)); }
  bool chance(int percent) { return pick(100) < percent; }

 private:
  chat::Message message(chat::Role role) {
    chat::Message result;
    result.role = role;
    result.content = text();
    return result;
  }

  chat::Message answer(bool calls) {
    chat::Message result = message(chat::Role::assistant);
    if (chance(30)) result.reasoning = text();
    while (calls && chance(40)) {
      chat::ToolCall call;
      call.name = chance(50) ? "get_weather" : "math.add";
      for (int i = pick(3); i > 0; --i)
        call.arguments["key" + std::to_string(i)] = chance(50) ? core::Value(i) : core::Value(text());
      result.tool_calls.push_back(call);
    }
    return result;
  }

  std::mt19937_64 random_;
};

}  // namespace chat_test
