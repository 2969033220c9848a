// The form of requests and answers, and the settings that name a server.
#include "rollout/endpoint/wire.h"

#include <gtest/gtest.h>

#include <functional>

#include "core/error.h"

namespace rollout::endpoint {
namespace {

TEST(Wire, SendsToolsAndCallsAsTheyWereMade) {
  EndpointConfig config;
  config.model = "m";
  config.max_tokens = 9;
  chat::Conversation conversation;
  conversation.tools.push_back({core::Dict{{"name", "f"}}});
  chat::Message said;
  said.role = chat::Role::assistant;
  said.reasoning = "not sent back";
  said.tool_calls.push_back({"f", {}, "id-1", "{\"a\":  1}"});
  chat::Message result;
  result.role = chat::Role::tool;
  result.content = "ok";
  result.tool_call_id = "id-1";
  conversation.messages = {said, result};
  EXPECT_EQ(RequestForm(config, {}).chat_body(conversation),
            R"({"model": "m", "messages": [{"role": "assistant", "content": null, "tool_calls": [{"id": "id-1", )"
            R"("type": "function", "function": {"name": "f", "arguments": "{\"a\":  1}"}}]}, )"
            R"({"role": "tool", "content": "ok", "tool_call_id": "id-1"}], )"
            R"("tools": [{"type": "function", "function": {"name": "f"}}], "max_tokens": 9, "store": false, )"
            R"("temperature": 0.0})");
}

TEST(Wire, ASeedIsSentWhereThereIsOne) {
  EndpointConfig config;
  config.model = "m";
  EXPECT_EQ(RequestForm(config, {}).completion_body("p", 5, 7),
            R"({"model": "m", "prompt": "p", "max_tokens": 5, "temperature": 0.0, "seed": 7})");
  EXPECT_EQ(RequestForm(config, {}).completion_body("p", 5).find("seed"), std::string::npos);
  config.extra = R"({"seed": null})";
  EXPECT_EQ(RequestForm(config, {}).chat_body({}, 7).find("seed"), std::string::npos) << "extra has the last word";
}

TEST(Wire, ReadsCallsReasoningAndCutReplies) {
  core::HttpAnswer answer;
  answer.status = 200;
  answer.body = R"({"choices": [{"finish_reason": "length", "message": {"content": null, "reasoning_content": "Hm.",
      "tool_calls": [{"id": "x", "function": {"name": "f", "arguments": "{\"a\": }"}}]}}]})";
  const Received received = read_answer(answer);
  ASSERT_EQ(received.fate, Received::Fate::replied) << received.trouble;
  EXPECT_TRUE(received.reply.silent);
  EXPECT_EQ(received.reply.reasoning, "Hm.");
  EXPECT_EQ(received.reply.finish, model::FinishReason::length);
  EXPECT_EQ(received.reply.calls.at(0).name, "f");
  EXPECT_EQ(received.reply.calls.at(0).arguments_text, "{\"a\": }") << "as it is, JSON or not";
  EXPECT_EQ(received.reply.tokens, 0U) << "no usage";
}

TEST(EndpointConfig, IsChecked) {
  EndpointConfig good;
  good.url = "http://localhost:8000";
  good.model = "m";
  check_endpoint(good);
  EXPECT_EQ(request_url(good), "http://localhost:8000/v1/chat/completions");
  for (const char* url : {"https://host/v1/", "https://host/v1/chat/completions", "https://host/v1/completions"}) {
    good.url = url;
    good.api = "completions";
    EXPECT_EQ(request_url(good), "https://host/v1/completions") << url;
  }
  const auto refused = [&](const std::function<void(EndpointConfig&)>& change, const std::string& what) {
    EndpointConfig bad = good;
    change(bad);
    try {
      check_endpoint(bad);
      read_api_key(bad);
      ADD_FAILURE() << what;
    } catch (const core::Error& error) {
      EXPECT_EQ(error.exit_code(), 2);
      EXPECT_NE(std::string(error.what()).find(what), std::string::npos) << error.what();
    }
  };
  refused([](EndpointConfig& c) { c.url = "localhost:8000"; }, "endpoint.url");
  refused([](EndpointConfig& c) { c.url = "https://"; }, "endpoint.url");
  refused([](EndpointConfig& c) { c.url = "https://me:secret@host/v1"; }, "user name or password");
  refused([](EndpointConfig& c) { c.model.clear(); }, "endpoint.model");
  refused([](EndpointConfig& c) { c.api = "chatt"; }, "chatt");
  refused([](EndpointConfig& c) { c.concurrency = 0; }, "endpoint.concurrency");
  refused([](EndpointConfig& c) { c.timeout_s = 0; }, "endpoint.timeout_s");
  refused([](EndpointConfig& c) { c.retries = -1; }, "endpoint.retries");
  refused([](EndpointConfig& c) { c.extra = "{"; }, "endpoint.extra");
  refused([](EndpointConfig& c) { c.extra = "[1]"; }, "endpoint.extra");
  refused([](EndpointConfig& c) { c.api_key_env = "FUNREASON_NO_SUCH_KEY"; }, "FUNREASON_NO_SUCH_KEY");
}

}  // namespace
}  // namespace rollout::endpoint
