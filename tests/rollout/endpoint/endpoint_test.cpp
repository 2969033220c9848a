// Served models that answer, fail for a while, fail for good, lie, hang or die: what is asked, what comes of it.
#include "rollout/endpoint/endpoint.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <map>
#include <set>

#include "core/error.h"
#include "core/json.h"
#include "core/rng.h"
#include "rollout/endpoint/backoff.h"
#include "tests/mock_endpoint.h"

namespace rollout::endpoint {
namespace {

using fixtures::MockAnswer;
using fixtures::MockEndpoint;
using fixtures::MockRequest;

chat::Message message_of(chat::Role role, const std::string& content) {
  chat::Message message;
  message.role = role;
  message.content = content;
  return message;
}

// Asks "<name> 1", "<name> 2", … and keeps what it is told.
class Questions final : public Episode {
 public:
  Questions(std::string name, size_t count) : name_(std::move(name)), count_(count) { ask(); }

  const chat::Conversation& conversation() const override { return conversation_; }
  bool take_reply(const Reply& reply) override {
    replies.push_back(reply);
    if (!reply.failure.empty() || reply.overflow || replies.size() == count_) return false;
    conversation_.messages.push_back(message_of(chat::Role::assistant, reply.text));
    ask();
    return true;
  }

  std::vector<Reply> replies;

 private:
  void ask() {
    conversation_.messages.push_back(message_of(chat::Role::user, name_ + " " + std::to_string(replies.size() + 1)));
  }

  std::string name_;
  size_t count_;
  chat::Conversation conversation_;
};

std::string last_said(const MockRequest& request) {
  return request.json().at("messages").as_list().back().at("content").as_string();
}

EndpointConfig config_for(const MockEndpoint& server) {
  EndpointConfig config;
  config.url = server.url();
  config.model = "served";
  config.backoff_s = 0.001;
  config.timeout_s = 5;
  return config;
}

struct Played {
  std::vector<Questions> episodes;
  std::set<size_t> done;
  EndpointCounts counts;
};

Played play(const EndpointConfig& config, size_t episodes, size_t questions = 1,
            const std::function<bool(const Played&)>& cancelled = {}) {
  Played played;
  std::vector<Episode*> pointers;
  std::vector<uint64_t> seeds;
  for (size_t i = 0; i < episodes; ++i) played.episodes.emplace_back("e" + std::to_string(i), questions);
  for (size_t i = 0; i < episodes; ++i) {
    pointers.push_back(&played.episodes[i]);
    seeds.push_back(i);
  }
  Endpoint endpoint(config, {});
  EpisodeCallbacks callbacks;
  callbacks.on_done = [&](size_t i) { EXPECT_TRUE(played.done.insert(i).second) << "an episode ends once"; };
  if (cancelled) callbacks.cancelled = [&] { return cancelled(played); };
  endpoint.play(pointers, seeds, callbacks);
  played.counts = endpoint.counts();
  return played;
}

core::Error error_of(const EndpointConfig& config, size_t episodes = 1) {
  try {
    play(config, episodes);
  } catch (const core::Error& error) {
    return error;
  }
  ADD_FAILURE() << "nothing was thrown";
  return core::usage_error("nothing was thrown");
}

TEST(Endpoint, AsksInTheFormOfTheReference) {
  MockEndpoint server([](const MockRequest&) { return fixtures::text_answer("[f(a=1)]"); });
  EndpointConfig config = config_for(server);
  ::setenv("FUNREASON_TEST_KEY", "secret", 1);
  config.api_key_env = "FUNREASON_TEST_KEY";
  config.extra = R"({"seed": 5, "store": null})";
  Questions questions("area", 2);
  Episode* const episode = &questions;
  Endpoint endpoint(config, {.temperature = 0.001, .top_p = 0.9, .top_k = 20});
  endpoint.play({&episode, 1}, {}, {});

  ASSERT_EQ(questions.replies.size(), 2U);
  EXPECT_EQ(questions.replies[0].text, "[f(a=1)]");
  EXPECT_EQ(questions.replies[0].prompt_tokens, 7U);
  EXPECT_EQ(questions.replies[0].tokens, 3U);
  EXPECT_GT(questions.replies[0].latency_s, 0);
  const std::vector<MockRequest> requests = server.requests();
  ASSERT_EQ(requests.size(), 2U);
  EXPECT_EQ(requests[0].path, "/v1/chat/completions");
  EXPECT_EQ(requests[0].headers.at("authorization"), "Bearer secret");
  EXPECT_EQ(requests[0].headers.at("content-type"), "application/json");
  EXPECT_EQ(requests[1].body,
            R"({"model": "served", "messages": [{"role": "user", "content": "area 1"}, )"
            R"({"role": "assistant", "content": "[f(a=1)]"}, {"role": "user", "content": "area 2"}], )"
            R"("temperature": 0.001, "top_p": 0.9, "top_k": 20, "seed": 5})");
}

TEST(Endpoint, CompletionsGetTheRenderedPromptAndWhatItLeavesOfTheContext) {
  MockEndpoint server([](const MockRequest&) { return fixtures::completion_answer("Yes."); });
  EndpointConfig config = config_for(server);
  config.api = "completions";
  config.context_length = 100;
  Questions questions("area", 1);
  Episode* const episode = &questions;
  const PromptForm form{.render = [](const chat::Conversation& c) { return "<" + c.messages.back().content + ">"; },
                        .count_tokens = [](const std::string& prompt) { return static_cast<int64_t>(prompt.size()); }};
  Endpoint endpoint(config, {}, form);
  endpoint.play({&episode, 1}, {}, {});
  EXPECT_EQ(questions.replies.at(0).text, "Yes.");
  EXPECT_EQ(server.requests().at(0).path, "/v1/completions");
  EXPECT_EQ(server.requests().at(0).body,
            R"({"model": "served", "prompt": "<area 1>", "max_tokens": 90, "temperature": 0.0})");
  EXPECT_EQ(completion_room(40000, 100), 4096);
  EXPECT_EQ(completion_room(102, 100), 0);
  EXPECT_EQ(completion_room(101, 100), 1000) << "the server says itself that nothing is left";
}

// Every passing trouble, each twice for every request; the reply is the same in the end.
TEST(Endpoint, TriesAgainWhatMayPass) {
  const std::vector<MockAnswer> troubles = {fixtures::error_answer(429, "slow down"),
                                            fixtures::error_answer(503, "loading"),
                                            {.body = "{\"choices\": [", .end = MockAnswer::End::whole},
                                            {.body = "<html>no</html>"},
                                            {.body = R"({"choices": []})"},
                                            {.body = std::string(1000, ' '), .end = MockAnswer::End::half},
                                            {.end = MockAnswer::End::nothing}};
  std::map<std::string, size_t> asked;
  MockEndpoint server([&](const MockRequest& request) {
    const size_t time = asked[request.body]++;
    return time < troubles.size() ? troubles[time] : fixtures::text_answer("to " + last_said(request));
  });
  EndpointConfig config = config_for(server);
  config.retries = static_cast<int64_t>(troubles.size());
  const Played played = play(config, 3, 2);
  for (size_t i = 0; i < 3; ++i) {
    ASSERT_EQ(played.episodes[i].replies.size(), 2U);
    EXPECT_EQ(played.episodes[i].replies[1].text, "to e" + std::to_string(i) + " 2");
  }
  EXPECT_EQ(server.requests().size(), 6 * (troubles.size() + 1));
  // The library itself tries again where a connection that it kept has been closed meanwhile.
  EXPECT_LE(played.counts.retries, 6 * troubles.size());
  EXPECT_GE(played.counts.retries, 6 * (troubles.size() - 1));
  EXPECT_EQ(played.counts.requests, played.counts.retries + 6);
  EXPECT_EQ(played.counts.failures, 0U);
}

TEST(Endpoint, AConnectionThatIsLostOrSilentIsTriedAgain) {
  std::vector<MockAnswer> answers = {{.end = MockAnswer::End::nothing}, {.end = MockAnswer::End::hang}};
  size_t asked = 0;
  MockEndpoint server(
      [&](const MockRequest&) { return asked < answers.size() ? answers[asked++] : fixtures::text_answer("fine"); });
  EndpointConfig config = config_for(server);
  config.timeout_s = 0.2;
  config.retries = 20;
  const Played played = play(config, 1);
  EXPECT_EQ(played.episodes[0].replies.at(0).text, "fine");
  EXPECT_GE(played.counts.retries, 2U);

  asked = 0;
  answers.assign(9, {.end = MockAnswer::End::hang});
  config.retries = 1;
  const std::string failure = play(config, 1).episodes[0].replies.at(0).failure;
  EXPECT_NE(failure.find("timed out"), std::string::npos) << failure;
}

TEST(Endpoint, WhatFailsForGoodIsAReplyThatSaysSo) {
  MockEndpoint server([](const MockRequest& request) -> MockAnswer {
    const std::string said = last_said(request);
    if (said == "e1 1") return fixtures::error_answer(400, "This model's maximum context length is 10 tokens.");
    if (said == "e2 1") return fixtures::error_answer(400, "no such field\nat all");
    if (said == "e3 1") return fixtures::error_answer(413, "{}");
    if (said == "e4 1") return {.end = MockAnswer::End::endless};
    if (said == "e5 1") return {.body = "nonsense"};
    if (said == "e6 2") return fixtures::error_answer(500, "boom");
    return fixtures::text_answer("fine");
  });
  EndpointConfig config = config_for(server);
  config.max_answer_mb = 1;
  config.retries = 1;
  const Played played = play(config, 8, 2);
  EXPECT_EQ(played.done.size(), 8U) << "every episode ends";
  EXPECT_EQ(played.counts.failures, 5U);
  const auto last = [&](size_t i) { return played.episodes[i].replies.back(); };
  EXPECT_EQ(last(0).text, "fine");
  EXPECT_TRUE(last(1).overflow);
  EXPECT_EQ(last(1).failure, "");
  EXPECT_EQ(last(2).failure, "HTTP 400: no such field at all");
  EXPECT_EQ(last(3).failure, "HTTP 413: {}");
  EXPECT_EQ(last(4).failure, "the answer is longer than 1048576 bytes");
  EXPECT_EQ(last(5).failure, "the answer is no JSON: nonsense");
  EXPECT_EQ(last(6).failure, "HTTP 500: boom");
  EXPECT_EQ(played.episodes[6].replies.size(), 2U) << "after a first reply that went well";
  EXPECT_EQ(last(7).text, "fine");
}

TEST(Endpoint, AWrongKeyOrAddressEndsTheRun) {
  for (const int status : {401, 404, 302}) {
    MockEndpoint server([status](const MockRequest&) { return fixtures::error_answer(status, "not you"); });
    const core::Error error = error_of(config_for(server), 3);
    EXPECT_EQ(error.exit_code(), 4);
    EXPECT_NE(std::string(error.what()).find(core::format("HTTP {}: not you", status)), std::string::npos)
        << error.what();
  }
  EndpointConfig nobody;
  {
    MockEndpoint gone([](const MockRequest&) { return MockAnswer(); });
    nobody = config_for(gone);
  }
  nobody.retries = 1;
  const core::Error error = error_of(nobody);
  EXPECT_EQ(error.exit_code(), 4);
  EXPECT_NE(std::string(error.what()).find("/v1/chat/completions: Failed to connect"), std::string::npos)
      << error.what();
}

TEST(Endpoint, AServerThatDiesIsGivenUp) {
  size_t answered = 0;
  MockEndpoint server([&](const MockRequest&) -> MockAnswer {
    if (++answered <= 3) return fixtures::text_answer("fine");
    return {.end = MockAnswer::End::nothing};
  });
  EndpointConfig config = config_for(server);
  config.concurrency = 1;
  config.retries = 2;
  config.give_up_after = 4;
  const Played played = play(config, 50);
  EXPECT_EQ(played.done.size(), 50U) << "none is dropped";
  EXPECT_EQ(played.counts.failures, 47U);
  EXPECT_EQ(played.counts.requests, 3U + 4U * 3U) << "no more is asked";
  EXPECT_EQ(played.episodes[2].replies.at(0).text, "fine");
  EXPECT_NE(played.episodes[49].replies.at(0).failure.find("not asked"), std::string::npos);

  answered = 3;  // never a reply: no entry is worth a line
  EXPECT_EQ(error_of(config, 50).exit_code(), 4);
}

TEST(Endpoint, RefusalsOfSingleRequestsAreNoReasonToGiveUp) {
  size_t asked = 0;
  MockEndpoint server([&](const MockRequest&) {
    return asked++ == 0 ? fixtures::text_answer("fine") : fixtures::error_answer(400, "bad tool");
  });
  EndpointConfig config = config_for(server);
  config.concurrency = 1;
  config.give_up_after = 4;
  EXPECT_EQ(play(config, 20).counts.requests, 20U);
  const core::Error error = error_of(config, 20);
  EXPECT_NE(std::string(error.what()).find("4 entries failed and none was answered"), std::string::npos)
      << error.what() << ": every request is refused";
}

TEST(Endpoint, KeepsToItsConcurrencyAndTimingChangesNothing) {
  core::Rng rng(5);
  MockEndpoint server([&](const MockRequest& request) {
    MockAnswer answer = fixtures::text_answer("to " + last_said(request));
    answer.delay_s = rng.uniform(0.001, 0.006);
    return answer;
  });
  std::vector<std::vector<std::string>> said;
  for (const int64_t concurrency : {1, 4}) {
    EndpointConfig config = config_for(server);
    config.concurrency = concurrency;
    const Played played = play(config, 12, 2);
    std::vector<std::string>& texts = said.emplace_back();
    for (const Questions& episode : played.episodes) {
      for (const Reply& reply : episode.replies) texts.push_back(reply.text);
    }
    EXPECT_EQ(texts.size(), 24U);
    EXPECT_LE(server.most_open(), concurrency);
  }
  EXPECT_GT(server.most_open(), 1);
  EXPECT_EQ(said[0], said[1]);
}

TEST(Endpoint, ACancelledPlayStopsAtOnceAndKeepsWhatWasSaid) {
  MockEndpoint server([](const MockRequest& request) -> MockAnswer {
    if (last_said(request).starts_with("e0")) return fixtures::text_answer("fine");
    return {.end = MockAnswer::End::hang};
  });
  const EndpointConfig config = config_for(server);
  const auto start = std::chrono::steady_clock::now();
  const Played played = play(config, 4, 1, [](const Played& so_far) { return !so_far.done.empty(); });
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(2));
  EXPECT_EQ(played.done, std::set<size_t>{0});
  EXPECT_EQ(played.counts.failures, 0U);
}

TEST(Endpoint, WaitsAreLongerEachTimeAndFollowFromTheSeed) {
  const core::Rng stream(7);
  for (int64_t attempt = 1; attempt < 200; ++attempt) {
    const double seconds = backoff_seconds(0.5, attempt, 0, stream);
    const double longest = attempt < 8 ? 0.5 * static_cast<double>(int64_t{1} << (attempt - 1)) : 60;
    EXPECT_LE(seconds, std::min(longest, 60.0));
    EXPECT_GE(seconds, std::min(longest, 60.0) / 2);
    EXPECT_EQ(seconds, backoff_seconds(0.5, attempt, 0, core::Rng(7)));
    EXPECT_NE(seconds, backoff_seconds(0.5, attempt, 0, core::Rng(8)));
  }
  EXPECT_EQ(backoff_seconds(0.5, 1, 30, stream), 30) << "what the server asked for";
  EXPECT_EQ(backoff_seconds(0.5, 1, 1e9, stream), kLongestRetryAfter);
}

TEST(Endpoint, RetryAfterIsRead) {
  MockEndpoint server([](const MockRequest&) {
    MockAnswer answer = fixtures::error_answer(429, "slow down");
    answer.headers = {"Retry-After: 7"};
    return answer;
  });
  core::HttpClient http({.timeout_s = 5});
  http.send(3, {.url = server.url() + "/x", .headers = {}, .body = "{}"});
  std::vector<std::pair<size_t, core::HttpAnswer>> ended;
  while (ended.empty()) ended = http.poll(0.1);
  EXPECT_EQ(ended[0].first, 3U);
  EXPECT_EQ(ended[0].second.status, 429);
  EXPECT_EQ(ended[0].second.retry_after_s, 7);
  EXPECT_EQ(http.open(), 0U);
}

}  // namespace
}  // namespace rollout::endpoint
