// Every endpoint over real sockets, with a policy by script: shapes of answers.
#include <gtest/gtest.h>

#include "core/error.h"
#include "tests/serve/expect_error.h"
#include "tests/serve/served.h"

namespace serve {
namespace {

using core::Dict;
using core::List;
using core::Value;
using fixtures::choice;
using fixtures::endless;
using fixtures::expect_error;
using fixtures::Heard;
using fixtures::Served;

std::string joined(const std::vector<Value>& events, const std::string& field) {
  std::string text;
  for (const Value& event : events) {
    for (const Value& one : event.at("choices").as_list()) {
      text += field == "text" ? one.get_string("text") : one.at("delta").get_string(field);
    }
  }
  return text;
}

TEST(Api, AnswersAChat) {
  const Served served("Grüße aus 北京!");
  const Heard heard = served.chat({{"max_tokens", 100}});
  ASSERT_EQ(heard.status, 200) << heard.body;
  const Value json = heard.json();
  EXPECT_EQ(json.get_string("object"), "chat.completion");
  EXPECT_EQ(json.get_string("model"), "scripted");
  EXPECT_EQ(choice(json).at("message").get_string("content"), "Grüße aus 北京!");
  EXPECT_EQ(choice(json).at("message").get_string("role"), "assistant");
  EXPECT_EQ(choice(json).get_string("finish_reason"), "stop");
  EXPECT_TRUE(choice(json).at("logprobs").is_none());
  const int64_t out = json.at("usage").at("completion_tokens").as_int();
  EXPECT_EQ(out, 20);  // bytes, and the token that ends the turn
  EXPECT_EQ(json.at("usage").at("total_tokens").as_int(), out + json.at("usage").at("prompt_tokens").as_int());
}

TEST(Api, StreamsAChatInWholeCharacters) {
  const Served served("Grüße aus 北京! 🎈");
  const Heard heard =
      served.chat({{"stream", true}, {"stream_options", Dict{{"include_usage", true}}}, {"max_tokens", 100}});
  ASSERT_EQ(heard.status, 200) << heard.body;
  EXPECT_TRUE(heard.headers.at("content-type").starts_with("text/event-stream"));
  EXPECT_TRUE(heard.is_done());
  const std::vector<Value> events = heard.events();
  EXPECT_EQ(choice(events.front()).at("delta").get_string("role"), "assistant");
  EXPECT_EQ(joined(events, "content"), "Grüße aus 北京! 🎈");
  for (const Value& event : events) EXPECT_EQ(event.get_string("id"), events.front().get_string("id"));
  EXPECT_EQ(choice(events[events.size() - 2]).get_string("finish_reason"), "stop");
  EXPECT_TRUE(events.back().at("choices").as_list().empty());
  EXPECT_EQ(events.back().at("usage").at("completion_tokens").as_int(), 25);
  EXPECT_TRUE(events.front().at("usage").is_none());
}

TEST(Api, CutsAtMaxTokens) {
  const Served served([](std::string_view) { return endless("x"); });
  const Value json = served.chat({{"max_tokens", 5}}).json();
  EXPECT_EQ(choice(json).at("message").get_string("content"), "xxxxx");
  EXPECT_EQ(choice(json).get_string("finish_reason"), "length");
}

TEST(Api, StopTextsEndReplies) {
  const Served served([](std::string_view) { return endless("one two END three"); });
  for (const bool stream : {false, true}) {
    const Heard heard = served.chat({{"stop", List{"zzz", "END"}}, {"stream", stream}, {"max_tokens", 500}});
    const std::string text =
        stream ? joined(heard.events(), "content") : choice(heard.json()).at("message").get_string("content");
    EXPECT_EQ(text, "one two ");
    const Value last = stream ? heard.events().back() : heard.json();
    EXPECT_EQ(choice(last).get_string("finish_reason"), "stop");
  }
  EXPECT_EQ(served.server->metrics().cancelled.load(), 0U) << "what was wanted came";
}

TEST(Api, CallsOfHermesBecomeToolCalls) {
  const Served served(
      "<think>\nHm.\n</think>\n\nLet me see.\n<tool_call>\n{\"name\": \"weather\", \"arguments\": {\"city\": "
      "\"Köln\"}}\n"
      "</tool_call>");
  const Dict asked{{"tools", List{fixtures::tool("weather")}}, {"max_tokens", 500}};
  const Value json = served.chat(asked).json();
  const Value& message = choice(json).at("message");
  EXPECT_EQ(message.get_string("content"), "Let me see.");
  EXPECT_EQ(message.get_string("reasoning_content"), "Hm.");
  const Value call = message.at("tool_calls").as_list().at(0);
  EXPECT_EQ(call.at("function").get_string("name"), "weather");
  EXPECT_EQ(call.at("function").get_string("arguments"), "{\"city\": \"Köln\"}");
  EXPECT_TRUE(call.get_string("id").starts_with("call_"));
  EXPECT_EQ(choice(json).get_string("finish_reason"), "tool_calls");

  Dict streamed = asked;
  streamed["stream"] = true;
  const std::vector<Value> events = served.chat(streamed).events();
  EXPECT_EQ(joined(events, "content"), "Let me see.");
  EXPECT_EQ(joined(events, "reasoning_content"), "Hm.");
  size_t calls = 0;
  for (const Value& event : events) {
    const Value* deltas = choice(event).at("delta").find("tool_calls");
    if (deltas == nullptr) continue;
    EXPECT_EQ(deltas->as_list().at(0).at("index").as_int(), static_cast<int64_t>(calls++));
    EXPECT_EQ(deltas->as_list().at(0).at("function").get_string("arguments"), "{\"city\": \"Köln\"}");
  }
  EXPECT_EQ(calls, 1U);
  EXPECT_EQ(choice(events.back()).get_string("finish_reason"), "tool_calls");
}

TEST(Api, ToolChoice) {
  std::string seen;
  const Served served([&](std::string_view prompt) {
    seen = prompt;
    return rollout::ScriptedReply{
        "<tool_call>\n{\"name\": \"time\", \"arguments\": {\"city\": \"Bonn\"}}\n</tool_call> and more", {}, true};
  });
  Dict asked{{"tools", List{fixtures::tool("weather"), fixtures::tool("time")}}};
  asked["tool_choice"] = Dict{{"type", "function"}, {"function", Dict{{"name", "time"}}}};
  const Value json = served.chat(asked).json();
  EXPECT_TRUE(seen.ends_with("<think>\n\n</think>\n\n")) << seen;
  EXPECT_EQ(choice(json).at("message").at("tool_calls").as_list().at(0).at("function").get_string("name"), "time");
  EXPECT_TRUE(choice(json).at("message").at("content").is_none());
  EXPECT_EQ(choice(json).get_string("finish_reason"), "tool_calls");

  EXPECT_EQ(served.server->metrics().cancelled.load(), 0U) << "one call was wanted";

  asked["tool_choice"] = "none";
  EXPECT_FALSE(choice(served.chat(asked).json()).at("message").as_dict().contains("tool_calls"));
  EXPECT_EQ(seen.find("weather"), std::string::npos);

  asked["tool_choice"] = Dict{{"type", "function"}, {"function", Dict{{"name", "tyme"}}}};
  expect_error(served.chat(asked), 400, "unknown_tool", "did you mean 'time'?");
  asked["tool_choice"] = "sometimes";
  expect_error(served.chat(asked), 400, "invalid_value", "tool_choice");
  expect_error(served.chat({{"tool_choice", "required"}}), 400, "invalid_value", "no tools");
}

TEST(Api, SeveralChoicesDiffer) {
  const Served served("Yes.");
  const Heard heard = served.chat({{"n", 3}, {"seed", 7}, {"temperature", 1}});
  EXPECT_EQ(heard.json().at("choices").as_list().size(), 3U);
  for (size_t i = 0; i < 3; ++i) EXPECT_EQ(choice(heard.json(), i).at("index").as_int(), static_cast<int64_t>(i));
  const auto seed = [&](size_t i) { return served.policy.params.at(i).seed; };
  EXPECT_EQ(seed(0), 7U);
  EXPECT_NE(seed(1), seed(2));
  served.chat({{"n", 3}, {"seed", 7}});
  for (size_t i = 0; i < 3; ++i) EXPECT_EQ(seed(i), seed(i + 3));
  const Value usage = heard.json().at("usage");
  EXPECT_EQ(usage.at("prompt_tokens").as_int(), served.chat({}).json().at("usage").at("prompt_tokens").as_int());
  EXPECT_EQ(usage.at("completion_tokens").as_int(), 15);
}

TEST(Api, LogProbs) {
  const Served served("Aé");
  const Dict asked{{"logprobs", true}, {"top_logprobs", 2}};
  const List content = choice(served.chat(asked).json()).at("logprobs").at("content").as_list();
  ASSERT_EQ(content.size(), 3U);  // bytes
  EXPECT_EQ(content[0].get_string("token"), "A");
  EXPECT_DOUBLE_EQ(content[0].at("logprob").as_double(), -0.125);
  EXPECT_EQ(content[1].at("bytes").as_list().at(0).as_int(), 0xC3);
  ASSERT_EQ(content[0].at("top_logprobs").as_list().size(), 2U);
  EXPECT_EQ(content[0].at("top_logprobs").as_list().at(1).get_string("token"), "B");
  EXPECT_DOUBLE_EQ(content[0].at("top_logprobs").as_list().at(1).at("logprob").as_double(), -1.125);

  Dict streamed = asked;
  streamed["stream"] = true;
  size_t tokens = 0;
  for (const Value& event : served.chat(streamed).events()) {
    const Value& logprobs = choice(event).at("logprobs");
    if (!logprobs.is_none()) tokens += logprobs.at("content").as_list().size();
  }
  EXPECT_EQ(tokens, 3U);

  const Value text = choice(served.completion({{"logprobs", 1}}).json()).at("logprobs");
  EXPECT_EQ(text.at("tokens").as_list().size(), 3U);
  EXPECT_EQ(text.at("text_offset").as_list().at(2).as_int(), 2);
  EXPECT_DOUBLE_EQ(text.at("top_logprobs").as_list().at(0).at("A").as_double(), -0.125);
}

// Parts of characters look alike: the likeliest of them stands for all.
TEST(Api, CompletionsRankTexts) {
  const Served served("é");
  const auto likeliest = [&](int count) {
    const Value logprobs = choice(served.completion({{"logprobs", count}}).json()).at("logprobs");
    return logprobs.at("top_logprobs").as_list();
  };
  const List three = likeliest(3);
  ASSERT_EQ(three.size(), 2U);
  EXPECT_EQ(three[0].as_dict().size(), 1U);
  EXPECT_DOUBLE_EQ(three[0].at("\xEF\xBF\xBD").as_double(), -0.125);
  const List none = likeliest(0);
  ASSERT_EQ(none.size(), 2U);
  EXPECT_DOUBLE_EQ(none[1].at("\xEF\xBF\xBD").as_double(), -0.25) << "the sampled one is always there";
}

TEST(Api, IdsWithoutATokenAreNoText) {
  fixtures::ServedOptions options;
  options.tags = {"<|x|>"};
  options.gap = 2;  // 259 and 260
  const Served served([](std::string_view) { return rollout::ScriptedReply{"", {'A', 259, 257, 'B', 100000}, true}; },
                      options);
  const Heard chat = served.chat({{"logprobs", true}, {"top_logprobs", 4}, {"skip_special_tokens", false}});
  ASSERT_EQ(chat.status, 200) << chat.body;
  EXPECT_EQ(choice(chat.json()).at("message").get_string("content"), "A<|im_start|>B");
  const Heard text = served.completion({{"logprobs", 4}});
  ASSERT_EQ(text.status, 200) << text.body;
  EXPECT_EQ(choice(text.json()).get_string("text"), "AB");

  EXPECT_EQ(served.completion({{"prompt", List{261}}}).status, 200);
  expect_error(served.completion({{"prompt", List{259}}}), 400, "invalid_value", "that the tokenizer has");
  expect_error(served.chat({{"logit_bias", Dict{{"260", 1}}}}), 400, "invalid_value", "'260' is no token id");
  expect_error(served.chat({{"stop_token_ids", List{259}}}), 400, "invalid_value", "stop_token_ids");
}

TEST(Api, Completions) {
  const Served served(
      [](std::string_view prompt) { return rollout::ScriptedReply{"<" + std::string(prompt) + ">", {}, true}; });
  const Heard one = served.completion({{"echo", true}});
  EXPECT_EQ(one.json().get_string("object"), "text_completion");
  EXPECT_EQ(choice(one.json()).get_string("text"), "Once<Once>");
  const Value many = served.completion({{"prompt", List{"a", "b"}}, {"n", 2}}).json();
  EXPECT_EQ(choice(many, 1).get_string("text"), "<a>");
  EXPECT_EQ(choice(many, 2).get_string("text"), "<b>");
  EXPECT_EQ(many.at("usage").at("prompt_tokens").as_int(), 2);
  EXPECT_EQ(choice(served.completion({{"prompt", List{104, 105}}}).json()).get_string("text"), "<hi>");
  EXPECT_EQ(joined(served.completion({{"stream", true}}).events(), "text"), "<Once>");
  expect_error(served.completion({{"prompt", List{999999}}}), 400, "invalid_value", "token ids");
  expect_error(served.completion({{"prompt", ""}}), 400, "invalid_value", "empty");
}

TEST(Api, ModelsHealthAndMetrics) {
  const Served served("Hi.");
  EXPECT_EQ(served.get("/health").json().get_string("status"), "ok");
  EXPECT_EQ(served.get("/v1/models").json().at("data").as_list().at(0).get_string("id"), "scripted");
  EXPECT_EQ(served.get("/v1/models/scripted").json().get_string("object"), "model");
  expect_error(served.get("/v1/models/other"), 404, "model_not_found");
  served.chat({});
  ASSERT_TRUE(fixtures::eventually([&] { return served.server->exchanges() == 0; }));
  const Heard metrics = served.get("/metrics");
  EXPECT_TRUE(metrics.headers.at("content-type").starts_with("text/plain; version=0.0.4"));
  for (const char* line : {"funreason_requests_total{endpoint=\"/v1/chat/completions\",status=\"200\"} 1\n",
                           "funreason_generated_tokens_total 4\n", "funreason_time_to_first_token_seconds_count 1\n",
                           "funreason_inter_token_seconds_count 3\n", "funreason_replies_running 0\n"}) {
    EXPECT_NE(metrics.body.find(line), std::string::npos) << line << metrics.body;
  }
}

// SmolLM2's template has no place for tools: BFCL's prompt form takes them, and its calls come back as tool_calls.
TEST(Api, ToolsInThePromptForm) {
  std::string seen;
  const auto prompts = [] {
    try {
      return std::optional(chat::BfclPrompts::load(std::string(FR_DEPS_DIR) + "/data/bfcl/prompts.json"));
    } catch (const core::Error&) {
      return std::optional<chat::BfclPrompts>();
    }
  }();
  if (!prompts) GTEST_SKIP() << "no prompts.json: run scripts/setup";
  fixtures::ServedOptions options;
  options.renderer = "smollm2";
  options.prompts = &*prompts;
  const Served served(
      [&](std::string_view prompt) {
        seen = prompt;
        return rollout::ScriptedReply{"[weather(city='Köln'), weather(city='Bonn')]", {}, true};
      },
      options);
  const Dict asked{{"tools", List{fixtures::tool("weather")}}};
  const Value json = served.chat(asked).json();
  EXPECT_NE(seen.find("weather"), std::string::npos);
  EXPECT_EQ(choice(json).at("message").at("tool_calls").as_list().size(), 2U);
  EXPECT_EQ(choice(json).get_string("finish_reason"), "tool_calls");
  Dict one = asked;
  one["parallel_tool_calls"] = false;
  EXPECT_EQ(choice(served.chat(one).json()).at("message").at("tool_calls").as_list().size(), 1U);

  options.prompts = nullptr;
  const Served without("x", options);
  expect_error(without.chat(asked), 400, "unsupported_parameter", "tools");
}

}  // namespace
}  // namespace serve
