// Requests made wrong at random: each gets an answer or a closed connection, the server lives on, and a good request is
// answered as before. FR_FUZZ_REQUESTS=N asks for more of them (scripts/fuzz_serve).
#include <gtest/gtest.h>

#include <cstdlib>
#include <set>
#include <thread>

#include "chat/utf8_text.h"
#include "core/rng.h"
#include "tests/serve/served.h"

namespace serve {
namespace {

using core::Dict;
using core::List;
using core::Value;
using fixtures::Heard;
using fixtures::Served;
using fixtures::Talk;

int requests() {
  const char* wanted = std::getenv("FR_FUZZ_REQUESTS");
  return wanted == nullptr ? 2000 : std::atoi(wanted);
}

const std::vector<std::string>& keys() {
  static const std::vector<std::string> names = {"model",
                                                 "messages",
                                                 "tools",
                                                 "tool_choice",
                                                 "stream",
                                                 "stream_options",
                                                 "n",
                                                 "max_tokens",
                                                 "temperature",
                                                 "top_p",
                                                 "top_k",
                                                 "stop",
                                                 "seed",
                                                 "logprobs",
                                                 "top_logprobs",
                                                 "response_format",
                                                 "logit_bias",
                                                 "presence_penalty",
                                                 "frequency_penalty",
                                                 "repetition_penalty",
                                                 "min_p",
                                                 "65",
                                                 "prompt",
                                                 "echo",
                                                 "role",
                                                 "content",
                                                 "tool_calls",
                                                 "function",
                                                 "name",
                                                 "arguments",
                                                 "parameters",
                                                 "type",
                                                 "text",
                                                 "include_usage",
                                                 "strict",
                                                 "tool_call_id",
                                                 "reasoning_content",
                                                 "chat_template_kwargs",
                                                 "enable_thinking",
                                                 "parallel_tool_calls"};
  return names;
}

Value random_value(core::Rng& rng, int depth) {
  static const std::vector<Value> kOdd = {nullptr,
                                          true,
                                          false,
                                          0,
                                          -1,
                                          1,
                                          3.5,
                                          1e308,
                                          core::BigInt{"123456789012345678901234567890"},
                                          "",
                                          "auto",
                                          "required",
                                          "function",
                                          "user",
                                          "assistant",
                                          "tool",
                                          "system",
                                          "scripted",
                                          "\xed\xa0\x80",
                                          std::string(3000, 'a'),
                                          std::string("nul\0inside", 10),
                                          "<|im_end|>",
                                          "<tool_call>",
                                          "🎈",
                                          "\xff"};
  switch (depth <= 0 ? 0 : rng.index(4)) {
    case 1: {
      List list;
      for (size_t i = rng.index(4); i > 0; --i) list.push_back(random_value(rng, depth - 1));
      return list;
    }
    case 2: {
      Dict dict;
      for (size_t i = rng.index(4); i > 0; --i) dict[rng.pick(keys())] = random_value(rng, depth - 1);
      return dict;
    }
    default:
      return rng.pick(kOdd);
  }
}

// Changes a value somewhere inside.
void mutate(core::Rng& rng, Value& value) {
  if (value.is_dict() && !value.as_dict().empty() && !rng.chance(0.2)) {
    Dict& dict = value.as_dict();
    if (rng.chance(0.15)) {
      dict[rng.pick(keys())] = random_value(rng, 3);
      return;
    }
    auto item = dict.begin() + static_cast<std::ptrdiff_t>(rng.index(dict.size()));
    if (rng.chance(0.1)) {
      dict.erase(item->key.as_string());
    } else {
      mutate(rng, item->value);
    }
  } else if (value.is_list() && !value.as_list().empty() && !rng.chance(0.2)) {
    mutate(rng, value.as_list()[rng.index(value.as_list().size())]);
  } else {
    value = random_value(rng, 3);
  }
}

Value good_body(core::Rng& rng) {
  const Value call = core::parse_json(
      R"({"id": "c1", "type": "function", "function": {"name": "weather", "arguments": "{\"city\": \"Bonn\"}"}})");
  const List messages{Dict{{"role", "system"}, {"content", "Be good."}}, Dict{{"role", "user"}, {"content", "Hi"}},
                      Dict{{"role", "assistant"}, {"content", nullptr}, {"tool_calls", List{call}}},
                      Dict{{"role", "tool"}, {"tool_call_id", "c1"}, {"content", "rain"}}};
  return Dict{{"model", "scripted"},
              {"messages", messages},
              {"tools", List{fixtures::tool("weather"), fixtures::tool("time")}},
              {"tool_choice", "auto"},
              {"stream", rng.chance(0.5)},
              {"n", 1 + static_cast<int>(rng.index(3))},
              {"max_tokens", 20},
              {"temperature", 0.5},
              {"top_k", 40},
              {"min_p", 0.1},
              {"presence_penalty", 0.5},
              {"frequency_penalty", -0.5},
              {"repetition_penalty", 1.1},
              {"logit_bias", Dict{{"65", -5}, {"66", 5}}},
              {"stop", List{"xyz"}},
              {"logprobs", true},
              {"top_logprobs", 2},
              {"seed", 5}};
}

// Bytes changed, cut out, doubled.
std::string mangle(core::Rng& rng, std::string bytes) {
  for (size_t i = 1 + rng.index(4); i > 0 && !bytes.empty(); --i) {
    const size_t at = rng.index(bytes.size());
    switch (rng.index(4)) {
      case 0:
        bytes[at] = static_cast<char>(rng.index(256));
        break;
      case 1:
        bytes.erase(at, 1 + rng.index(30));
        break;
      case 2:
        bytes.insert(at, bytes.substr(at, 1 + rng.index(30)));
        break;
      default:
        bytes.insert(at, std::string(1 + rng.index(3), "\r\n\0:{}[]\"\\"[rng.index(10)]));
    }
  }
  return bytes;
}

void expect_sane(const Heard& heard, const std::string& what) {
  static const std::set<int> kKnown = {200, 400, 401, 403, 404, 405, 408, 411, 413, 414, 415, 417, 429, 431, 501, 505};
  EXPECT_TRUE(kKnown.contains(heard.status)) << heard.status << " " << heard.body << "\n" << what;
  EXPECT_TRUE(heard.whole) << what;
  EXPECT_TRUE(chat::is_valid_utf8(heard.body)) << what;
  const std::string type = heard.headers.contains("content-type") ? heard.headers.at("content-type") : "";
  if (type != "application/json") return;
  const Value json = core::parse_json(heard.body);
  if (heard.status >= 400) {
    EXPECT_TRUE(json.at("error").at("message").is_string()) << what;
  }
}

TEST(Hostile, BodiesMadeWrongAreAnswered) {
  const Served served([](std::string_view) { return fixtures::endless("<tool_call>[f(a=1)\xff</think>"); });
  core::Rng rng(2026);
  auto talk = std::make_unique<Talk>(served.port());
  std::set<int> seen;
  for (int i = 0; i < requests(); ++i) {
    Value body = good_body(rng);
    for (size_t changes = rng.index(4); changes > 0; --changes) mutate(rng, body);
    std::string text = core::dump_json(body);
    if (rng.chance(0.3)) text = mangle(rng, text);
    const std::string path = rng.chance(0.8) ? "/v1/chat/completions" : "/v1/completions";
    talk->say(fixtures::http_post(path, text));
    const Heard heard = talk->hear_answer();
    seen.insert(heard.status);
    ASSERT_NO_FATAL_FAILURE(expect_sane(heard, text));
    if (testing::Test::HasFailure()) return;
  }
  EXPECT_TRUE(seen.contains(200));
  EXPECT_TRUE(seen.contains(400));
  EXPECT_TRUE(fixtures::eventually([&] { return served.server->replies() == 0; }));
}

// What a server says to bytes that may be no request; empty: it closed the connection.
std::string heard_after(int port, const std::string& bytes) {
  Talk talk(port);
  if (!talk.connected()) return "no connection";
  talk.say(bytes);
  talk.end_sending();
  return talk.is_closed(10) ? talk.buffer() : "still open";
}

std::string random_bytes(core::Rng& rng) {
  const std::string whole = rng.chance(0.2)
                                ? fixtures::http_get("/v1/models")
                                : fixtures::http_post("/v1/chat/completions", core::dump_json(good_body(rng)),
                                                      "Authorization: Bearer x\r\nConnection: close\r\n");
  const size_t head = whole.find("\r\n\r\n");
  // The head most of all: bodies have their own test.
  return rng.chance(0.8) ? mangle(rng, whole.substr(0, head)) + whole.substr(head) : mangle(rng, whole);
}

TEST(Hostile, BytesMadeWrongAreAnsweredOrCutOff) {
  fixtures::ServedOptions options;
  options.config.timeouts.read_s = 5;
  const Served served("Hi.", options);
  constexpr uint64_t kClients = 24;  // most of the time is waiting
  std::vector<std::thread> clients;
  for (uint64_t client = 0; client < kClients; ++client) {
    clients.emplace_back([&, client] {
      for (uint64_t i = client; i < static_cast<uint64_t>(requests()); i += kClients) {
        core::Rng rng(77, i);
        const std::string bytes = random_bytes(rng);
        const std::string heard = heard_after(served.port(), bytes);
        EXPECT_TRUE(heard.empty() || heard.starts_with("HTTP/1.")) << heard << "\n" << bytes;
      }
    });
  }
  for (std::thread& client : clients) client.join();
  EXPECT_EQ(served.chat({}).status, 200);
  EXPECT_TRUE(fixtures::eventually([&] { return served.server->exchanges() == 0; }));
}

}  // namespace
}  // namespace serve
