// What the server refuses: requests that cannot be answered, in the API's own error shape, and settings that cannot be.
#include <gtest/gtest.h>

#include <cstdlib>

#include "core/error.h"
#include "serve/listener.h"
#include "tests/serve/expect_error.h"
#include "tests/serve/served.h"

namespace serve {
namespace {

using core::Dict;
using core::List;
using core::Value;
using fixtures::expect_error;
using fixtures::Served;

TEST(Refusals, WhatIsWrongIsNamed) {
  fixtures::ServedOptions options;
  options.context = 200;
  const Served served("Hi.", options);
  expect_error(served.chat({{"model", "gpt"}}), 404, "model_not_found", "'gpt'");
  expect_error(served.chat({{"temperatur", 1}}), 400, "unknown_parameter", "'temperature'");
  expect_error(served.chat({{"temperature", 3}}), 400, "invalid_value", "temperature");
  expect_error(served.chat({{"temperature", "hot"}}), 400, "invalid_type", "temperature");
  expect_error(served.chat({{"n", 0}}), 400, "invalid_value", "n:");
  expect_error(served.chat({{"n", core::BigInt{"99999999999999999999"}}}), 400, "invalid_value", "n:");
  expect_error(served.chat({{"response_format", Dict{{"type", "yaml"}}}}), 400, "invalid_value", "response_format");
  expect_error(served.chat({{"response_format", Dict{{"type", "json_schema"}}}}), 400, "missing_parameter", "schema");
  const Dict json{{"type", "json_object"}};
  expect_error(served.chat({{"response_format", json}, {"tools", List{fixtures::tool("a")}}}), 400,
               "unsupported_parameter", "calls no tools");
  expect_error(served.chat({{"top_logprobs", 3}}), 400, "invalid_value", "only with logprobs");
  expect_error(served.chat({{"messages", List()}}), 400, "missing_parameter", "messages");
  expect_error(served.chat({{"messages", List{Dict{{"role", "wizard"}, {"content", "x"}}}}}), 400, "invalid_value",
               "messages[0]: role: unknown role 'wizard'");
  expect_error(served.chat({{"stream_options", Dict{{"include_usage", true}}}}), 400, "invalid_value");
  expect_error(served.chat({{"tools", List{Dict{{"type", "retrieval"}}}}}), 400, "unsupported_value");
  expect_error(served.chat({{"tools", List{fixtures::tool("a"), fixtures::tool("a")}}}), 400, "invalid_value", "twice");
  Value strict = fixtures::tool("a");
  strict.as_dict()["function"].as_dict()["strict"] = true;
  const fixtures::Heard followed = fixtures::Served("Hello").chat({{"tools", List{strict}}});
  EXPECT_EQ(followed.status, 200) << followed.body;
  strict.as_dict()["function"].as_dict()["parameters"].as_dict()["properties"].as_dict()["city"] =
      Dict{{"type", "string"}, {"pattern", "^B"}};
  expect_error(served.chat({{"tools", List{strict}}}), 400, "unsupported_schema",
               "tools: tool 'a': parameters.city: replies cannot be constrained to `pattern`");
  expect_error(served.chat({}, std::string(500, 'x')), 400, "context_length_exceeded", "200 tokens");
  const std::string path = "/v1/chat/completions";
  expect_error(served.post(path, "{\"model\": \"scr"), 400, "invalid_json");
  expect_error(served.post(path, "[1]"), 400, "invalid_type");
  expect_error(served.post(path, ""), 400, "invalid_json");
  expect_error(served.post(path, "{\"model\": \"\xff\"}"), 400, "invalid_utf8");
  expect_error(served.post(path, std::string(100000, '[')), 400, "invalid_json");
  expect_error(served.post("/v1/embeddings", "{}"), 404, "unknown_url");
  expect_error(served.get(path), 405, "wrong_method");
  EXPECT_EQ(served.get(path).headers.at("allow"), "POST");
  fixtures::Talk talk(served.port());
  talk.say("POST /v1/chat/completions HTTP/1.1\r\nHost: x.example\r\nContent-Length: 0\r\n\r\n");
  expect_error(talk.hear_answer(), 403, "wrong_host");
  fixtures::Talk form(served.port());
  form.say(
      "POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\nContent-Length: 0\r\n\r\n");
  expect_error(form.hear_answer(), 415, "wrong_content_type");
  EXPECT_EQ(served.chat({}).status, 200);
}

TEST(Refusals, FieldsOfToolsAreNamed) {
  const Served served("Hi.");
  const auto with = [](const std::string& field, bool inside) {
    Value tool = fixtures::tool("a");
    (inside ? tool.as_dict()["function"].as_dict() : tool.as_dict())[field] = Dict();
    return Dict{{"tools", List{tool}}};
  };
  expect_error(served.chat(with("parameter", true)), 400, "unknown_parameter",
               "'tools[0].function.parameter'. Did you mean 'parameters'?");
  expect_error(served.chat(with("functions", false)), 400, "unknown_parameter", "'tools[0].functions'");
  EXPECT_EQ(served.chat(with("response", true)).status, 200) << "the benchmark's documents have it";
  Dict asked{{"tools", List{fixtures::tool("a")}}};
  asked["tool_choice"] = Dict{{"type", "function"}, {"function", Dict{{"name", "a"}, {"names", "b"}}}};
  expect_error(served.chat(asked), 400, "unknown_parameter", "'tool_choice.function.names'");
  asked["tool_choice"] = Dict{{"type", "function"}, {"function", Dict{{"name", "a"}}}, {"mode", "auto"}};
  expect_error(served.chat(asked), 400, "unknown_parameter", "'tool_choice.mode'");

  const auto said = [](const Value& old_call) {
    return List{Dict{{"role", "user"}, {"content", "Hi"}},
                Dict{{"role", "assistant"}, {"content", "Yes."}, {"function_call", old_call}}};
  };
  EXPECT_EQ(served.chat({{"messages", said(nullptr)}}).status, 200);
  expect_error(served.chat({{"messages", said(Dict{{"name", "a"}, {"arguments", "{}"}})}}), 400,
               "unsupported_parameter", "messages[1].function_call: not supported by this server. Use tool_calls.");
}

TEST(Refusals, NoMoreChoicesThanTheQueueHolds) {
  fixtures::ServedOptions options;
  options.config.limits.queue = 2;
  const Served served("Hi.", options);
  EXPECT_EQ(served.chat({{"n", 2}}).status, 200);
  expect_error(served.chat({{"n", 3}}), 400, "invalid_value", "n: must be from 1 to 2");
  expect_error(served.completion({{"prompt", List{"a", "b", "c"}}}), 400, "invalid_value", "at most 2 prompts");
}

TEST(Refusals, OnlyThisMachineIsLoopback) {
  for (const char* host : {"localhost", "::1", "127.0.0.1", "127.8.9.10"}) EXPECT_TRUE(is_loopback(host)) << host;
  for (const char* host : {"", "127.evil.example", "127.0.0.1.x.example", "127.1", "128.0.0.1", "127.0.0.1 "}) {
    EXPECT_FALSE(is_loopback(host)) << host;
  }
  const Served served("Hi.");
  const auto status = [&](const std::string& host) {
    fixtures::Talk talk(served.port());
    talk.say(core::format("GET /v1/models HTTP/1.1\r\nHost: {}\r\n\r\n", host));
    return talk.hear_answer().status;
  };
  EXPECT_EQ(status("127.0.0.1:8000"), 200);
  EXPECT_EQ(status("127.0.0.1.x.example"), 403);
  EXPECT_EQ(status("127.evil.example:8000"), 403);
}

TEST(Refusals, AKeyIsAskedFor) {
  ::setenv("FR_TEST_KEY", " secret\n", 1);  // as a file that was read into it may end
  fixtures::ServedOptions options;
  options.config.api_key_env = "FR_TEST_KEY";
  const Served served("Hi.", options);
  EXPECT_EQ(served.get("/health").status, 200);
  expect_error(served.get("/v1/models"), 401, "invalid_api_key");
  for (const char* wrong : {"Bearer secreT", "Bearer secretsecret", "Bearer ", "Basic secret", "secret"}) {
    expect_error(served.get("/v1/models", core::format("Authorization: {}\r\n", wrong)), 401, "invalid_api_key");
  }
  EXPECT_EQ(served.get("/v1/models", "Authorization: Bearer secret\r\n").status, 200);
  EXPECT_EQ(served.post("/v1/chat/completions", Served::chat_body({}), "authorization: bearer secret\r\n").status, 200);
  ::setenv("FR_TEST_KEY", " \n", 1);
  EXPECT_THROW(const Served blank("Hi.", options), core::Error) << "a blank key is none";
}

TEST(Refusals, SettingsThatCannotBe) {
  const auto refuses = [](const std::function<void(ServeConfig&)>& change, const std::string& part) {
    ServeConfig config;
    change(config);
    try {
      check_serve_config(config);
      ADD_FAILURE() << part;
    } catch (const core::Error& error) {
      EXPECT_EQ(error.kind(), core::ErrorKind::usage);
      EXPECT_NE(std::string(error.what()).find(part), std::string::npos) << error.what();
    }
  };
  refuses([](ServeConfig& c) { c.host = "0.0.0.0"; }, "everybody");
  refuses([](ServeConfig& c) { c.host = "127.evil.example"; }, "everybody");
  refuses([](ServeConfig& c) { c.port = 70000; }, "port");
  refuses([](ServeConfig& c) { c.limits.queue = 0; }, "limits.queue");
  refuses([](ServeConfig& c) { c.timeouts.read_s = 0; }, "timeouts.read_s");
  const Served first("x");
  ServeConfig taken;
  taken.port = first.port();
  EXPECT_THROW(serve::listen_at("127.0.0.1", first.port()), core::Error);
}

}  // namespace
}  // namespace serve
