// The engine's thread: what one reply throws is that reply's trouble alone, and one that ends early was not cancelled.
#include "serve/scheduler.h"

#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "rollout/scripted_policy.h"
#include "serve/answer.h"
#include "tests/byte_tokenizer.h"

namespace serve {
namespace {

enum class Throws { nowhere, in_token, in_first_end, in_every_end };

class TestJob final : public Job {
 public:
  // `enough`: tokens after which nothing more is wanted.
  TestJob(Throws where, size_t enough) : where_(where), enough_(enough) {}

  void token(const model::SampledToken& /*token*/) override {
    ++tokens;
    if (where_ == Throws::in_token) throw std::runtime_error("bad token");
    if (tokens == enough_) finish_early();
  }
  void end(const JobEnd& end) override {
    ends.push_back(end);
    const bool first = ends.size() == 1 && where_ == Throws::in_first_end;
    if (first || where_ == Throws::in_every_end) throw std::runtime_error("bad end");
  }

  size_t tokens = 0;
  std::vector<JobEnd> ends;

 private:
  Throws where_;
  size_t enough_;
};

// An API whose answers cannot be written.
class BrokenForm final : public AnswerForm {
 public:
  using AnswerForm::AnswerForm;

  core::Value opening_chunk(size_t /*choice*/) const override { return nullptr; }
  core::Value chunk(size_t /*choice*/, const ChoicePart& /*part*/, const std::string& /*finish_reason*/) override {
    throw std::runtime_error("no chunk");
  }
  std::string finish_reason(const ChoiceEnd& /*end*/) const override { return "stop"; }

 protected:
  std::string_view object(bool /*chunk*/) const override { return "broken"; }
  core::Value choice_json(size_t /*choice*/, const ChoiceText& /*text*/) const override {
    throw std::runtime_error("no choice");
  }
};

class Scheduling : public testing::Test {
 protected:
  static constexpr size_t kTokens = 21;  // of each reply, the one that ends it included

  model::GenerationRequest request() const {
    model::GenerationRequest made;
    made.prompt = tokenizer_.encode("Hi");
    made.params.stop_ids = {256};
    return made;
  }
  std::shared_ptr<TestJob> job(Throws where = Throws::nowhere, size_t enough = SIZE_MAX) const {
    auto made = std::make_shared<TestJob>(where, enough);
    made->request = request();
    return made;
  }
  // Plays them, and waits until they have ended, as a server that stops does.
  void play(const std::vector<std::shared_ptr<Job>>& jobs) {
    Scheduler scheduler(policy_, {.at_once = 8, .queue = 8}, metrics_);
    ASSERT_TRUE(scheduler.submit(jobs) == Scheduler::Taken::yes);
    scheduler.drain(std::chrono::seconds(60));
    EXPECT_EQ(scheduler.open(), 0U);
  }
  static void expect_whole(const TestJob& played) {
    ASSERT_EQ(played.ends.size(), 1U);
    EXPECT_TRUE(played.ends[0].finish == model::FinishReason::stop);
    EXPECT_EQ(played.ends[0].failure, "");
    EXPECT_EQ(played.tokens, kTokens);
  }

  const chat::Tokenizer tokenizer_ = fixtures::byte_tokenizer();
  rollout::ScriptedPolicy policy_{
      tokenizer_, [](std::string_view) { return rollout::ScriptedReply{std::string(kTokens - 1, 'x'), {}, true}; }};
  Metrics metrics_;
};

TEST_F(Scheduling, WhatAJobThrowsIsItsOwnTrouble) {
  const auto bad_token = job(Throws::in_token);
  const auto good = job();
  const auto bad_end = job(Throws::in_first_end);
  const auto hopeless = job(Throws::in_every_end);
  const auto last = job();
  play({bad_token, good, bad_end, hopeless, last});
  expect_whole(*good);
  expect_whole(*last);
  ASSERT_EQ(bad_token->ends.size(), 1U);
  EXPECT_NE(bad_token->ends[0].failure.find("bad token"), std::string::npos);
  EXPECT_EQ(bad_token->tokens, 1U) << "it is asked nothing more";
  ASSERT_EQ(bad_end->ends.size(), 2U);
  EXPECT_EQ(bad_end->ends[0].failure, "");
  EXPECT_NE(bad_end->ends[1].failure.find("bad end"), std::string::npos);
  EXPECT_EQ(hopeless->ends.size(), 2U);
}

TEST_F(Scheduling, WhatEndsEarlyWasNotCancelled) {
  const auto early = job(Throws::nowhere, 3);
  const auto unwanted = job();
  unwanted->cancel();
  play({early, unwanted});
  EXPECT_EQ(early->tokens, 3U);
  ASSERT_EQ(early->ends.size(), 1U);
  EXPECT_TRUE(early->ends[0].finish == model::FinishReason::stop);
  ASSERT_EQ(unwanted->ends.size(), 1U);
  EXPECT_TRUE(unwanted->ends[0].finish == model::FinishReason::cancelled);
  EXPECT_EQ(metrics_.cancelled.load(), 1U);
}

TEST_F(Scheduling, AnAnswerThatCannotBeWrittenIsAFailure) {
  for (const bool stream : {false, true}) {
    const auto exchange = std::make_shared<Exchange>(nullptr, HttpHead{}, "req-1", size_t{1} << 20U);
    const auto answer = std::make_shared<Answer>(exchange, std::make_unique<BrokenForm>("id", "model", tokenizer_),
                                                 Answer::Options{.stream = stream});
    const auto broken = std::make_shared<Choice>(tokenizer_, ChoiceOptions{}, answer);
    broken->request = request();
    answer->watch({broken});
    const auto good = job();
    play({broken, good});
    expect_whole(*good);
    EXPECT_EQ(exchange->status(), stream ? 200 : 500);
    EXPECT_FALSE(exchange->write("more")) << "there is no stream, or it has ended";
  }
}

}  // namespace
}  // namespace serve
