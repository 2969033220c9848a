// Rollouts and time: the limit of wall time by a clock of the test's own, results whatever the order in which replies
// come, a service that fails under one of many.
#include <gtest/gtest.h>

#include <set>

#include "core/rng.h"
#include "env/bfcl/worlds/service_failure.h"
#include "rollout_fixtures.h"

namespace {

using fixtures::OneRollout;
using fixtures::python_options;
using rollout::Ending;
using rollout::Rollout;
using rollout::RolloutOptions;

// Time that passes only where a test says so.
struct Time {
  double now_s = 1000;
  RolloutOptions options(double wall_s) {
    RolloutOptions options = python_options();
    options.limits.wall_s = wall_s;
    options.episode.clock = [this] { return now_s; };
    return options;
  }
};

// A second a token, counted when the policy asks for the next one.
RolloutOptions a_second_a_token(Time& time, double wall_s) {
  RolloutOptions options = time.options(wall_s);
  options.episode.clock = [&time] { return time.now_s++; };
  return options;
}

TEST(RolloutTiming, WallTimeCutsAReplyOff) {
  Time time;
  OneRollout one([](std::string_view) { return rollout::ScriptedReply{"and so on ", {}, false}; });
  RolloutOptions options = a_second_a_token(time, 60);
  options.episode.params.max_new_tokens = 100'000;
  const Rollout rollout = one.play(options);
  EXPECT_EQ(rollout.ending, Ending::time_limit);
  EXPECT_EQ(rollout.detail, "60 s of wall time are used up");
  EXPECT_TRUE(rollout.finished);
  ASSERT_EQ(rollout.steps.size(), 1U);
  EXPECT_EQ(rollout.sampled_tokens, 61) << "the first at 0 s, the last at 60 s";
  EXPECT_EQ(static_cast<int64_t>(rollout.conversation.messages.back().content.size()), rollout.sampled_tokens)
      << "what was said until then is kept";
  EXPECT_EQ(rollout.ledgers.at(0).total_weight(), rollout.sampled_tokens);
}

TEST(RolloutTiming, WallTimeEndsItBetweenReplies) {
  Time time;
  size_t replies = 0;
  OneRollout one([&](std::string_view) {
    time.now_s += 10;
    ++replies;
    return rollout::ScriptedReply{"[ls()]", {}, true};
  });
  // Time runs from the first reply's first token: replies 2 to 4 end after 10, 20 and 30 s.
  const Rollout rollout = one.play(time.options(25));
  EXPECT_EQ(rollout.ending, Ending::time_limit);
  EXPECT_EQ(replies, 4U);
  EXPECT_EQ(rollout.steps.size(), 3U) << "a reply of no tokens is no step";
  EXPECT_EQ(rollout.conversation.messages.back().role, chat::Role::tool);
  EXPECT_EQ(rollout.ledgers.at(0).total_weight(), 3 * 7);
}

TEST(RolloutTiming, AnAnswerInTimeIsAnAnswer) {
  Time time;
  OneRollout one([&](std::string_view prompt) {
    time.now_s += 10;
    return rollout::ScriptedReply{prompt.find("[ls()]") == std::string_view::npos ? "[ls()]" : "Done.", {}, true};
  });
  EXPECT_EQ(one.play(time.options(10)).ending, Ending::answer) << "the limit itself is in time";
  OneRollout endless({}, "[ls()]");
  EXPECT_EQ(endless.play(time.options(0)).ending, Ending::tool_limit) << "0: no limit";
}

TEST(RolloutTiming, EachHasItsOwnTime) {
  Time time;
  // The second task's user asks for more, and it never stops calling; the others are quick. Each reply takes a second.
  const auto answer = [&](std::string_view prompt) {
    time.now_s += 1;
    const bool slow = prompt.find("More.") != std::string_view::npos;
    return rollout::ScriptedReply{slow ? "[ls()]" : "Done.", {}, true};
  };
  OneRollout many(answer);
  std::vector<rollout::RolloutTask> tasks;
  for (const bool slow : {false, true, false}) {
    tasks.push_back(fixtures::task(slow ? std::vector<std::string>{"More."} : std::vector<std::string>{}));
  }
  std::vector<size_t> done;
  RolloutOptions options = time.options(5);
  options.callbacks.on_done = [&](size_t i) { done.push_back(i); };
  const std::vector<Rollout> rollouts =
      rollout::run_rollouts({many.policy, many.tokenizer, *many.renderer}, std::move(tasks), options);
  EXPECT_EQ(rollouts[0].ending, Ending::answer);
  EXPECT_EQ(rollouts[1].ending, Ending::time_limit);
  EXPECT_EQ(rollouts[2].ending, Ending::answer);
  EXPECT_EQ(done, (std::vector<size_t>{0, 2, 1}));
}

// Answers whichever request chance names next, one reply at a time: rounds of a batch mean nothing.
class ShuffledPolicy final : public model::Policy {
 public:
  ShuffledPolicy(model::Policy& inner, uint64_t seed) : inner_(inner), rng_(seed) {}

  std::vector<model::Completion> generate(std::span<const model::GenerationRequest> requests,
                                          const model::GenerationCallbacks& callbacks) override {
    std::vector<model::Completion> completions(requests.size());
    std::vector<std::pair<size_t, model::GenerationRequest>> open;
    for (size_t i = 0; i < requests.size(); ++i) open.emplace_back(i, requests[i]);
    while (!open.empty()) {
      std::swap(open[rng_.index(open.size())], open.back());
      const auto [place, request] = std::move(open.back());
      open.pop_back();
      completions[place] = inner_.generate({&request, 1}, {}).at(0);
      for (const chat::TokenId id : completions[place].tokens) callbacks.on_token(place, {.id = id});
      if (auto next = callbacks.follow_up(place, completions[place])) open.emplace_back(place, std::move(*next));
    }
    return completions;
  }
  int64_t context_length() const override { return inner_.context_length(); }
  int64_t weight_version() const override { return inner_.weight_version(); }

 private:
  model::Policy& inner_;
  core::Rng rng_;
};

TEST(RolloutTiming, ResultsAreInOrderWhateverTheTiming) {
  // Each task makes a folder of its own and goes on for longer than the one before.
  const auto six_tasks = [] {
    std::vector<rollout::RolloutTask> tasks;
    for (size_t i = 0; i < 6; ++i) {
      tasks.push_back(fixtures::task(std::vector<std::string>(i, "More."), i));
      tasks.back().conversation.messages[0].content = core::format("Make d{}.", i);
    }
    return tasks;
  };
  const auto answer = [](std::string_view prompt) {
    const char name = prompt[prompt.find("Make d") + 6];
    const bool made = prompt.find(core::format("dir_name='d{}'", name)) != std::string_view::npos;
    return rollout::ScriptedReply{made ? "Done." : core::format("[mkdir(dir_name='d{}'), ls()]", name), {}, true};
  };
  std::set<std::vector<size_t>> orders;
  for (uint64_t seed = 0; seed < 10; ++seed) {
    OneRollout many(answer);
    ShuffledPolicy policy(many.policy, seed);
    std::vector<size_t> done;
    RolloutOptions options = python_options();
    options.callbacks.on_done = [&](size_t i) { done.push_back(i); };
    const std::vector<Rollout> rollouts =
        rollout::run_rollouts({policy, many.tokenizer, *many.renderer}, six_tasks(), options);
    ASSERT_EQ(rollouts.size(), 6U);
    for (size_t i = 0; i < rollouts.size(); ++i) {
      EXPECT_NE(rollouts[i].world->call({"ls", {}, ""}).text.find(core::format("[\"a.txt\", \"d{}\"]", i)),
                std::string::npos)
          << i;
      EXPECT_EQ(rollouts[i].steps.size(), i + 2);
      EXPECT_EQ(rollouts[i].ledgers.at(0).total_weight(), static_cast<double>(rollouts[i].sampled_tokens));
    }
    orders.insert(done);
  }
  EXPECT_GT(orders.size(), 5U) << "the timing did differ";
}

// A world that asks a service which fails after some calls.
class FailingWorld final : public env::Environment {
 public:
  const std::vector<chat::ToolSpec>& tools() const override { return inner_->tools(); }
  env::ToolResult call(const chat::ToolCall& call) override {
    if (calls_++ == 2) throw env::bfcl::ServiceFailure("search: the server is gone");
    return inner_->call(call);
  }
  core::Value state() const override { return inner_->state(); }
  std::unique_ptr<env::Environment> clone() const override { return nullptr; }

 private:
  std::unique_ptr<env::Environment> inner_ = fixtures::small_world();
  size_t calls_ = 0;
};

TEST(RolloutTiming, AServiceThatFailsEndsItAlone) {
  OneRollout many([](std::string_view prompt) {
    const bool answers =
        prompt.find("a.txt") != std::string_view::npos && prompt.find("Go on.") == std::string_view::npos;
    return rollout::ScriptedReply{answers ? "Done." : "[ls(), ls()]", {}, true};
  });
  std::vector<rollout::RolloutTask> tasks;
  tasks.push_back(fixtures::task({"Go on."}));
  tasks.push_back(fixtures::task());
  tasks[0].world = std::make_unique<FailingWorld>();
  const std::vector<Rollout> rollouts =
      rollout::run_rollouts({many.policy, many.tokenizer, *many.renderer}, std::move(tasks), python_options());
  EXPECT_EQ(rollouts[0].ending, Ending::endpoint);
  EXPECT_EQ(rollouts[0].detail, "search: the server is gone");
  EXPECT_EQ(rollouts[0].steps.back().calls.size(), 2U);
  EXPECT_TRUE(rollouts[0].steps.back().results.empty());
  EXPECT_EQ(rollouts[1].ending, Ending::answer);
}

}  // namespace
