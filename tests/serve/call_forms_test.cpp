// Tool calls of every family of models over real sockets: whole, streamed, and sent back in the next request.
#include <gtest/gtest.h>

#include <utility>
#include <vector>

#include "chat/call_parser.h"
#include "tests/serve/served.h"

namespace serve {
namespace {

using core::Dict;
using core::List;
using core::Value;
using fixtures::choice;
using fixtures::Heard;
using fixtures::Served;

fixtures::ServedOptions served_as(const std::string& renderer) {
  fixtures::ServedOptions options;
  options.renderer = renderer;
  options.tags = {"<|eot_id|>", "<|python_tag|>", "</s>", "[TOOL_CALLS]"};
  return options;
}

// Replies as special tokens and text, as models of these families write them.
TEST(CallForms, CallsOfEveryFamilyBecomeToolCalls) {
  const std::vector<std::pair<std::string, std::string>> replies = {
      {"llama3", R"({"name": "weather", "parameters": {"city": "Köln"}})"},
      {"llama3", R"(<|python_tag|>{"name": "weather", "parameters": {"city": "Köln"}})"},
      {"llama3", R"([weather(city="Köln")])"},
      {"mistral-v3", R"([TOOL_CALLS] [{"name": "weather", "arguments": {"city": "Köln"}}])"},
      {"mistral-tekken", R"([TOOL_CALLS][{"name": "weather", "arguments": {"city": "Köln"}, "id": "a1b2c3d4e"}])"}};
  for (const auto& [renderer, reply] : replies) {
    const chat::Tokenizer tokenizer = fixtures::byte_tokenizer({}, served_as(renderer).tags);
    const std::vector<chat::TokenId> tokens = tokenizer.encode(reply);
    const Served served([&](std::string_view) { return rollout::ScriptedReply{reply, tokens, true}; },
                        served_as(renderer));
    for (const bool stream : {false, true}) {
      const Heard heard =
          served.chat({{"tools", List{fixtures::tool("weather")}}, {"max_tokens", 500}, {"stream", stream}});
      ASSERT_EQ(heard.status, 200) << heard.body;
      const std::vector<Value> events = stream ? heard.events() : std::vector{heard.json()};
      List calls;
      std::string content;
      for (const Value& event : events) {
        const Value& said = choice(event).at(stream ? "delta" : "message");
        content += said.get_string("content");
        if (const Value* made = said.find("tool_calls")) {
          for (const Value& call : made->as_list()) calls.push_back(call);
        }
      }
      EXPECT_EQ(content, "") << reply;
      ASSERT_EQ(calls.size(), 1U) << reply;
      EXPECT_EQ(calls[0].at("function").get_string("name"), "weather");
      EXPECT_EQ(calls[0].at("function").get_string("arguments"), "{\"city\": \"Köln\"}");
      const std::string id = calls[0].get_string("id");
      EXPECT_TRUE(renderer == "llama3" ? id.starts_with("call_") : id.size() == 9) << id;
      const bool has_id = reply.find("a1b2c3d4e") != std::string::npos;
      EXPECT_EQ(id == "a1b2c3d4e", has_id) << id;
      EXPECT_EQ(choice(events.back()).get_string("finish_reason"), "tool_calls");
    }
    // Without tools the marks are no text, as any special token.
    if (tokens.front() < 256) continue;
    EXPECT_EQ(choice(served.chat({{"max_tokens", 500}}).json()).at("message").get_string("content"),
              reply.substr(reply.find_first_of("]>") + 1));
  }
}

// What JSON has no form for no client can be sent: such calls are none.
TEST(CallForms, ArgumentsThatAreNoJsonStayContent) {
  const std::vector<std::pair<std::string, std::string>> replies = {
      {"llama3", "[weather(city={(1, 2): 3})]"},
      {"llama3", "[weather(city=nan)]"},
      {"llama3", R"({"name": "weather", "parameters": {"city": -Infinity}})"},
      {"qwen2.5", "<tool_call>\n{\"name\": \"weather\", \"arguments\": {\"city\": NaN}}\n</tool_call>"}};
  for (const auto& [renderer, reply] : replies) {
    const Served served(reply, served_as(renderer));
    for (const bool stream : {false, true}) {
      const Heard heard =
          served.chat({{"tools", List{fixtures::tool("weather")}}, {"max_tokens", 500}, {"stream", stream}});
      ASSERT_EQ(heard.status, 200) << heard.body;
      std::string content;
      for (const Value& event : stream ? heard.events() : std::vector{heard.json()}) {
        const Value& said = choice(event).at(stream ? "delta" : "message");
        content += said.get_string("content");
        EXPECT_EQ(said.find("tool_calls"), nullptr) << reply;
      }
      EXPECT_EQ(content, reply);
    }
  }
}

// What was called comes back in the next request, in OpenAI's form: several calls at once, ids as they were sent.
TEST(CallForms, TheNextRequestHoldsTheCalls) {
  for (const char* renderer : {"llama3", "mistral-v3", "mistral-tekken", "qwen2.5"}) {
    const auto form = chat::make_renderer(renderer)->call_form();
    const std::string reply =
        chat::format_calls(form, {{"weather", {{"city", "Köln"}}, {}, {}}, {"weather", {{"city", "Bonn"}}, {}, {}}});
    const chat::Tokenizer tokenizer = fixtures::byte_tokenizer({}, served_as(renderer).tags);
    std::string seen;
    const Served served(
        [&](std::string_view prompt) {
          seen = prompt;
          return rollout::ScriptedReply{reply, tokenizer.encode(reply), true};
        },
        served_as(renderer));
    Dict asked{{"tools", List{fixtures::tool("weather")}}, {"max_tokens", 500}};
    const Value first = served.chat(asked).json();
    List messages = {Dict{{"role", "user"}, {"content", "Hello"}}, choice(first).at("message")};
    for (const Value& call : choice(first).at("message").at("tool_calls").as_list()) {
      messages.push_back(Dict{{"role", "tool"}, {"tool_call_id", call.at("id")}, {"content", "18"}});
    }
    ASSERT_EQ(messages.size(), 4U) << renderer;
    asked["messages"] = messages;
    const Heard heard = served.chat(asked);
    EXPECT_EQ(heard.status, 200) << renderer << ": " << heard.body;
    EXPECT_NE(seen.find("Bonn"), std::string::npos) << seen;
  }
}

}  // namespace
}  // namespace serve
