// Clients that leave, never read, say nothing, ask too much or all at once.
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <thread>
#include <vector>

#include "tests/serve/served.h"

namespace serve {
namespace {

using core::Dict;
using core::Value;
using fixtures::endless;
using fixtures::eventually;
using fixtures::Heard;
using fixtures::Served;
using fixtures::ServedOptions;
using fixtures::Talk;

constexpr const char* kChat = "/v1/chat/completions";

rollout::ScriptedPolicy::Answer forever() {
  return [](std::string_view) { return endless(); };
}

ServedOptions slow(double step_s = 0.002) {
  ServedOptions options;
  options.step_s = step_s;
  options.config.limits.max_tokens = 200000;
  return options;
}

TEST(Clients, AStreamsReaderLeaves) {
  const Served served(forever(), slow());
  Talk talk(served.port());
  talk.say(fixtures::http_post(kChat, Served::chat_body({{"stream", true}})));
  ASSERT_TRUE(talk.hear_until(R"("content":"w")"));
  EXPECT_EQ(served.server->replies(), 1U);
  talk.close();
  EXPECT_TRUE(eventually([&] { return served.server->replies() == 0; }, 5));
  EXPECT_TRUE(eventually([&] { return served.server->metrics().cancelled == 1; }));
  EXPECT_TRUE(eventually([&] { return served.get("/metrics").body.find("status=\"499\"} 1") != std::string::npos; }));
}

TEST(Clients, OneWhoWaitsForAWholeAnswerLeaves) {
  const Served served(forever(), slow());
  Talk talk(served.port());
  talk.say(fixtures::http_post(kChat, Served::chat_body({{"n", 3}})));
  ASSERT_TRUE(eventually([&] { return served.server->metrics().running == 3; }));
  talk.close();
  EXPECT_TRUE(eventually([&] { return served.server->replies() == 0; }, 5));
}

TEST(Clients, OneWhoIsStillInTheQueueLeaves) {
  ServedOptions options = slow();
  options.config.batch_size = 1;
  const Served served(forever(), options);
  Talk first(served.port());
  first.say(fixtures::http_post(kChat, Served::chat_body({{"stream", true}})));
  ASSERT_TRUE(first.hear_until(R"("content":"w")"));
  {
    Talk second(served.port());
    second.say(fixtures::http_post(kChat, Served::chat_body({})));
    ASSERT_TRUE(eventually([&] { return served.server->metrics().waiting == 1; }));
  }
  EXPECT_TRUE(eventually([&] { return served.server->replies() == 1; }, 5));
  EXPECT_EQ(served.policy.prompts.size(), 1U);
}

TEST(Clients, OneWhoNeverReadsHoldsNeitherTheEngineNorMemory) {
  ServedOptions options = slow(0);
  options.config.limits.unread_kb = 64;
  const Served served(forever(), options);
  Talk talk(served.port(), 4096);
  talk.say(fixtures::http_post(kChat, Served::chat_body({{"stream", true}})));
  // The system's own buffers take some megabytes first.
  EXPECT_TRUE(eventually([&] { return served.server->metrics().cancelled == 1; }, 60));
  EXPECT_TRUE(eventually([&] { return served.server->replies() == 0; }));
  EXPECT_EQ(served.chat({{"max_tokens", 3}}).status, 200);
}

TEST(Clients, OneWhoStopsReadingIsCutOffInTime) {
  ServedOptions options;
  options.config.timeouts.write_s = 1;
  options.config.limits.unread_kb = 1 << 16;
  options.config.limits.max_tokens = 60000;
  const Served served(forever(), options);
  Talk talk(served.port(), 4096);
  talk.say(fixtures::http_post(kChat, Served::chat_body({{"stream", true}})));
  ASSERT_TRUE(eventually([&] { return served.server->metrics().running == 1; }));
  EXPECT_TRUE(eventually([&] { return served.server->exchanges() == 0; }, 30));
}

TEST(Clients, ThoseWhoSayNothingOrHalfAreClosed) {
  ServedOptions options;
  options.config.timeouts.read_s = 0.3;
  const Served served("Hi.", options);
  const std::string whole = fixtures::http_post(kChat, Served::chat_body({}));
  for (const size_t said : {size_t{0}, size_t{10}, whole.find("\r\n\r\n") + 10}) {
    Talk talk(served.port());
    talk.say(whole.substr(0, said));
    EXPECT_TRUE(talk.is_closed(5)) << said;
  }
  // One byte at a time does not help.
  Talk drip(served.port());
  bool open = true;
  for (size_t i = 0; open && i < 40; ++i) {
    open = drip.say(whole.substr(i, 1));
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  EXPECT_TRUE(drip.is_closed(5));
  EXPECT_EQ(served.chat({}).status, 200);
}

TEST(Clients, AConnectionServesManyRequests) {
  const Served served([](std::string_view prompt) {
    return rollout::ScriptedReply{std::string(prompt.substr(prompt.find("ask"), 6)), {}, true};
  });
  Talk talk(served.port());
  for (int i = 100; i < 150; ++i) {
    const std::string text = core::format("ask{}", i);
    talk.say(fixtures::http_post(kChat, Served::chat_body({{"stream", i % 2 == 0}}, text)));
    const Heard heard = talk.hear_answer();
    ASSERT_EQ(heard.status, 200);
    if (i % 2 == 1) {
      EXPECT_EQ(heard.json().at("choices").as_list()[0].at("message").get_string("content"), text);
    }
  }
}

TEST(Clients, LimitsOfSize) {
  ServedOptions options;
  options.config.limits.body_kb = 8;
  options.config.limits.header_kb = 4;
  const Served served("Hi.", options);
  const auto too_long = [&](const std::string& bytes) {
    Talk talk(served.port());
    talk.say(bytes);
    return talk.hear_answer();
  };
  const Heard body = too_long(fixtures::http_post(kChat, std::string(20000, ' ')));
  EXPECT_EQ(body.status, 413);
  EXPECT_EQ(body.json().at("error").get_string("code"), "request_too_large");
  EXPECT_EQ(too_long(core::format("POST {} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                                  "Content-Length: 999999999999\r\n\r\nx",
                                  kChat))
                .status,
            413);
  std::string chunked = core::format(
      "POST {} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n",
      kChat);
  for (int i = 0; i < 20; ++i) chunked += "400\r\n" + std::string(1024, ' ') + "\r\n";
  EXPECT_EQ(too_long(chunked + "0\r\n\r\n").status, 413);
  EXPECT_EQ(too_long(fixtures::http_get("/health", "X: " + std::string(200000, 'x') + "\r\n")).status, 431);
  EXPECT_EQ(too_long(fixtures::http_get("/" + std::string(200000, 'x'))).status, 414);
  EXPECT_EQ(served.chat({}).status, 200);
}

TEST(Clients, HeadersAreBoundedByTheirLimit) {
  for (const int64_t limit_kb : {4, 32, 64}) {
    ServedOptions options;
    options.config.limits.header_kb = limit_kb;
    const Served served("Hi.", options);
    const auto limit = static_cast<size_t>(limit_kb) << 10U;
    const auto with_header = [&](size_t size) {
      return served.get("/health", "X: " + std::string(size, 'x') + "\r\n");
    };
    EXPECT_EQ(with_header(limit / 2).status, 200) << limit_kb;
    for (const size_t size : {limit, 2 * limit}) {
      const Heard heard = with_header(size);
      EXPECT_EQ(heard.status, 431) << limit_kb;
      EXPECT_EQ(heard.json().at("error").get_string("code"), "headers_too_large");
    }
    EXPECT_EQ(served.get("/" + std::string(2 * limit, 'x')).status, 431) << "the request's line is part of it";
    EXPECT_EQ(served.chat({}).status, 200);
  }
}

// A call is sent as one event, however long its arguments are; small ones stand before and behind it.
TEST(Clients, AnEventLongerThanTheLimitComesThroughWhole) {
  ServedOptions options;
  options.config.limits.unread_kb = 16;
  options.config.limits.max_tokens = 200000;
  const std::string city(60000, 'x');
  const Served served("<tool_call>\n{\"name\": \"weather\", \"arguments\": {\"city\": \"" + city + "\"}}\n</tool_call>",
                      options);
  const Heard heard = served.chat({{"stream", true}, {"tools", core::List{fixtures::tool("weather")}}});
  EXPECT_EQ(heard.status, 200);
  EXPECT_TRUE(heard.is_done());
  EXPECT_NE(heard.body.find(city), std::string::npos);
}

TEST(Clients, TooManyAtOnceAreToldToWait) {
  ServedOptions options = slow();
  options.config.batch_size = 2;
  options.config.limits.queue = 3;
  const Served served(forever(), options);
  std::vector<std::unique_ptr<Talk>> talks;
  for (size_t i = 0; i < 5; ++i) {
    talks.push_back(std::make_unique<Talk>(served.port()));
    talks.back()->say(fixtures::http_post(kChat, Served::chat_body({{"stream", true}, {"max_tokens", 20000}})));
    const auto running = static_cast<int64_t>(std::min<size_t>(i + 1, 2));  // taken by the engine, out of the queue
    ASSERT_TRUE(
        eventually([&] { return served.server->replies() == i + 1 && served.server->metrics().running == running; }));
  }
  ASSERT_TRUE(eventually([&] { return served.server->metrics().waiting == 3; }));
  const Heard heard = served.chat({});
  EXPECT_EQ(heard.status, 429);
  EXPECT_EQ(heard.headers.at("retry-after"), "1");
  EXPECT_EQ(heard.json().at("error").get_string("code"), "queue_full");
  EXPECT_EQ(served.policy.most_side_by_side, 2U);
  EXPECT_EQ(served.get("/health").status, 200);
}

TEST(Clients, ARequestsTimeIsBounded) {
  ServedOptions options = slow();
  options.config.timeouts.request_s = 0.3;
  const Served served(forever(), options);
  const Heard whole = served.chat({});
  EXPECT_EQ(whole.status, 504);
  EXPECT_EQ(whole.json().at("error").get_string("code"), "timeout");
  const Heard stream = served.chat({{"stream", true}});
  EXPECT_EQ(stream.status, 200);
  EXPECT_FALSE(stream.is_done());
  EXPECT_EQ(stream.events().back().at("error").get_string("code"), "timeout");
}

TEST(Clients, AFailureOfTheEngineIsAnswered) {
  std::atomic<bool> fails = true;
  const Served served([&](std::string_view) -> rollout::ScriptedReply {
    if (fails) throw std::runtime_error("out of luck");
    return {"Fine.", {}, true};
  });
  const Heard heard = served.chat({});
  EXPECT_EQ(heard.status, 500);
  EXPECT_EQ(heard.body.find("luck"), std::string::npos);
  fails = false;
  EXPECT_EQ(served.chat({}).status, 200);
}

TEST(Clients, AStopLetsRunningRepliesEnd) {
  ServedOptions options;
  options.step_s = 0.01;
  const Served served(std::string(50, 'x'), options);
  Talk talk(served.port());
  talk.say(fixtures::http_post(kChat, Served::chat_body({{"stream", true}})));
  ASSERT_TRUE(talk.hear_until(R"("content":"x")"));
  Talk late(served.port());
  ASSERT_TRUE(late.say(fixtures::http_get("/health")));
  EXPECT_EQ(late.hear_answer().status, 200);
  std::thread stopper([&] { served.server->stop(); });
  ASSERT_TRUE(eventually([&] { return !Talk(served.port()).connected(); }));
  late.say(fixtures::http_post(kChat, Served::chat_body({})));
  EXPECT_EQ(late.hear_answer().status, 503);
  EXPECT_TRUE(talk.hear_answer().is_done());
  stopper.join();
}

TEST(Clients, AStopDoesNotWaitForEver) {
  ServedOptions options = slow();
  options.config.timeouts.stop_s = 0.2;
  const Served served(forever(), options);
  Talk talk(served.port());
  talk.say(fixtures::http_post(kChat, Served::chat_body({})));
  ASSERT_TRUE(eventually([&] { return served.server->metrics().running == 1; }));
  served.server->stop();
  EXPECT_EQ(talk.hear_answer().status, 503);
}

TEST(Clients, NoAnswerIsEverAnothers) {
  ServedOptions options;
  options.step_s = 0.0005;
  const Served served(
      [](std::string_view prompt) {
        const std::string key(prompt.substr(prompt.find("key-"), 9));
        std::string reply;
        for (int i = 0; i < 12; ++i) reply += core::format("{}:{} ", key, i);
        return rollout::ScriptedReply{reply, {}, true};
      },
      options);
  std::atomic<int> good = 0;
  std::vector<std::thread> clients;
  constexpr int kClients = 32;
  constexpr int kRounds = 5;
  for (int client = 0; client < kClients; ++client) {
    clients.emplace_back([&, client] {
      for (int round = 0; round < kRounds; ++round) {
        const std::string key = core::format("key-{}", 10000 + client * 100 + round);
        std::string expected;
        for (int i = 0; i < 12; ++i) expected += core::format("{}:{} ", key, i);
        const bool leaves = (client + round) % 7 == 0;
        const bool stream = client % 2 == 0;
        Talk talk(served.port());
        talk.say(fixtures::http_post(kChat, Served::chat_body({{"stream", stream}, {"n", 2}}, key)));
        if (leaves) {
          if (stream) talk.hear_until("delta");
          ++good;
          continue;
        }
        const Heard heard = talk.hear_answer();
        std::vector<std::string> texts(2);
        if (stream) {
          for (const Value& event : heard.events()) {
            const Value& one = event.at("choices").as_list().at(0);
            texts.at(static_cast<size_t>(one.at("index").as_int())) += one.at("delta").get_string("content");
          }
        } else {
          for (size_t i = 0; i < 2; ++i) {
            texts[i] = heard.json().at("choices").as_list().at(i).at("message").get_string("content");
          }
        }
        if (texts[0] == expected && texts[1] == expected) ++good;
      }
    });
  }
  for (std::thread& client : clients) client.join();
  EXPECT_EQ(good, kClients * kRounds);
  EXPECT_GT(served.policy.most_side_by_side, 8U);
  EXPECT_TRUE(eventually([&] { return served.server->exchanges() == 0 && served.server->replies() == 0; }));
}

}  // namespace
}  // namespace serve
