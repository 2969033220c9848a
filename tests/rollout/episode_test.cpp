// Conversations in batches: seeds, order, cancellation.
#include "rollout/episode.h"

#include <gtest/gtest.h>

#include <set>

#include "core/error.h"
#include "rollout_fixtures.h"

namespace {

using rollout::EpisodeOptions;
using rollout::Reply;

// Says the same thing until it has got `replies` answers.
class Asker final : public rollout::Episode {
 public:
  explicit Asker(size_t wanted) : wanted_(wanted) { conversation_.messages.push_back(fixtures::user("Again?")); }

  const chat::Conversation& conversation() const override { return conversation_; }
  bool take_reply(const Reply& reply) override {
    replies.push_back(reply);
    chat::Message said;
    said.role = chat::Role::assistant;
    said.content = reply.text;
    conversation_.messages.push_back(said);
    conversation_.messages.push_back(fixtures::user("Again?"));
    return replies.size() < wanted_;
  }

  std::vector<Reply> replies;

 private:
  size_t wanted_;
  chat::Conversation conversation_;
};

class EpisodeTest : public ::testing::Test {
 protected:
  rollout::EpisodeRun run(std::vector<Asker>& askers, const EpisodeOptions& options = {},
                          const rollout::EpisodeCallbacks& callbacks = {}) {
    std::vector<rollout::Episode*> pointers;
    for (Asker& asker : askers) pointers.push_back(&asker);
    return rollout::run_episodes({policy_, tokenizer_, *renderer_}, pointers, options, callbacks);
  }

  chat::Tokenizer tokenizer_ = fixtures::byte_tokenizer();
  std::unique_ptr<chat::Renderer> renderer_ = chat::make_renderer("smollm2");
  rollout::ScriptedPolicy policy_{tokenizer_, std::vector<std::string>{}, "Yes."};
};

TEST_F(EpisodeTest, OpenOnesShareABatch) {
  std::vector<Asker> askers = {Asker(3), Asker(1), Asker(2)};
  std::vector<size_t> done;
  const rollout::EpisodeRun result =
      run(askers, {}, {.on_done = [&](size_t i) { done.push_back(i); }, .cancelled = {}});
  EXPECT_EQ(policy_.batches, 3U);
  EXPECT_EQ(policy_.prompts.size(), 6U);
  EXPECT_EQ(done, (std::vector<size_t>{1, 2, 0}));
  EXPECT_EQ(result.finished, (std::vector<bool>{true, true, true}));
  EXPECT_EQ(result.ledgers[0].at(0).total_weight(), 3 * 5);
  EXPECT_EQ(askers[0].replies[1].text, "Yes.") << "the token that ends the turn is not text";
  EXPECT_EQ(askers[0].replies[1].tokens, 5U);
  EXPECT_GT(askers[0].replies[2].prompt_tokens, askers[0].replies[0].prompt_tokens);
}

TEST_F(EpisodeTest, EveryReplyHasItsOwnStream) {
  EpisodeOptions options;
  options.seeds = {1, 2, 1};
  std::vector<Asker> askers = {Asker(2), Asker(2), Asker(2)};
  run(askers, options);
  std::vector<uint64_t> seeds;
  for (const model::SamplingParams& params : policy_.params) seeds.push_back(params.seed);
  ASSERT_EQ(seeds.size(), 6U);
  EXPECT_EQ(seeds[0], seeds[2]) << "the same seed, the same stream, wherever it stands in the batch";
  EXPECT_EQ(seeds[3], seeds[5]);
  EXPECT_EQ((std::set<uint64_t>{seeds.begin(), seeds.end()}).size(), 4U);
}

TEST_F(EpisodeTest, CancelledOnesAreNotFinished) {
  std::vector<Asker> askers = {Asker(1), Asker(9)};
  const auto cancelled = [&] { return policy_.prompts.size() >= 3; };
  const rollout::EpisodeRun result = run(askers, {}, {.on_done = {}, .cancelled = cancelled});
  EXPECT_EQ(result.finished, (std::vector<bool>{true, false}));
  EXPECT_EQ(askers[1].replies.size(), 2U);
  EXPECT_EQ(result.ledgers[1].at(0).total_weight(), 2 * 5) << "what was said is kept";
}

TEST_F(EpisodeTest, AnErrorStopsThePolicyAndComesOut) {
  std::vector<Asker> askers = {Asker(1), Asker(9)};
  const auto full = [](size_t) { throw core::environment_error("disk full"); };
  EXPECT_THROW(run(askers, {}, {.on_done = full, .cancelled = {}}), core::Error);
  EXPECT_EQ(policy_.prompts.size(), 1U) << "nothing is asked any more";
}

TEST_F(EpisodeTest, LedgersNeedNotBeKept) {
  EpisodeOptions options;
  options.keep_ledgers = false;
  std::vector<Asker> askers = {Asker(2)};
  EXPECT_TRUE(run(askers, options).ledgers.at(0).empty());
}

TEST_F(EpisodeTest, NothingToPlayAsksNothing) {
  std::vector<Asker> askers;
  EXPECT_TRUE(run(askers).ledgers.empty());
  EXPECT_EQ(policy_.batches, 0U);
}

}  // namespace
