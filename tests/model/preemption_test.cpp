// A cache that fills up: sequences make room for older ones and go on later, and nobody's output shows it.
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "core/rng.h"
#include "tests/model/engine_checks.h"

namespace model {
namespace {

using test::Prompt;

std::vector<GenerationRequest> growing_requests(int64_t vocab, size_t count) {
  std::vector<GenerationRequest> requests;
  const Prompt system = test::tokens(1, 70, vocab);
  for (uint64_t i = 0; i < count; ++i) {
    auto prompt = test::tokens_behind(i % 3 != 0 ? system : Prompt(), 100 + i, 2 + (i * 17) % 50, vocab);
    GenerationRequest& r =
        requests.emplace_back(test::request(std::move(prompt), static_cast<int>(40 + (i * 29) % 90)));
    r.params.temperature = i % 2 == 0 ? 0.9F : 0.0F;
    r.params.seed = i;
  }
  return requests;
}

TEST(Preemption, AFullCacheChangesNoOutput) {
  for (const ModelConfig& config : {test::tiny_llama(), test::tiny_qwen3()}) {
    const auto model = test::random_model(config);
    const std::vector<GenerationRequest> requests = growing_requests(config.vocab, 18);
    EngineStats roomy;
    const std::vector<Completion> expected = test::generate(model, {}, requests, &roomy);
    EXPECT_EQ(roomy.preemptions, 0);
    int64_t preemptions = 0;
    // batch, cache tokens, step tokens, sharing.
    for (const EngineOptions& options :
         {EngineOptions{8, 512, 512, true}, EngineOptions{18, 640, 512, false}, EngineOptions{18, 800, 9, true},
          EngineOptions{4, 288, 64, true}, EngineOptions{18, 256, 512, true}, EngineOptions{18, 1024, 1, false}}) {
      EngineStats stats;
      EXPECT_LT(test::worst_logp(test::generate(model, options, requests, &stats), expected), 5e-5)
          << "kv " << options.kv_tokens << " batch " << options.max_batch;
      preemptions += stats.preemptions;
    }
    RecordProperty("preemptions", static_cast<int>(preemptions));
    EXPECT_GT(preemptions, 10);
  }
}

// Requests come and leave, also while they wait for room.
TEST(Preemption, LosesNoBlockWhenSequencesLeave) {
  const ModelConfig config = test::tiny_llama();
  const auto model = test::random_model(config);
  const std::vector<GenerationRequest> requests = growing_requests(config.vocab, 40);
  const std::vector<Completion> expected = test::generate(model, {}, requests);
  int64_t preemptions = 0;
  for (uint64_t seed = 0; seed < 6; ++seed) {
    Engine engine(model, {.max_batch = 10, .kv_tokens = 320 + static_cast<int64_t>(seed) * 64, .step_tokens = 80});
    core::Rng rng(seed);
    size_t next = 0;
    std::map<size_t, int64_t> patience;
    std::map<size_t, Completion> completed;
    GenerationCallbacks callbacks;
    callbacks.arrivals = [&](bool idle) {
      std::vector<GenerationRequest> some;
      const size_t count = idle ? 1 : rng.index(6) == 0 ? rng.index(4) : 0;
      for (size_t i = 0; i < count && next < requests.size(); ++i) {
        if (rng.chance(0.4)) patience[next] = static_cast<int64_t>(rng.index(120));
        some.push_back(requests[next++]);
      }
      return some;
    };
    callbacks.abandoned = [&](size_t place) { return patience.contains(place) && --patience[place] < 0; };
    callbacks.on_complete = [&](size_t place, const Completion& completion) {
      EXPECT_TRUE(completed.emplace(place, completion).second);
    };
    engine.generate({}, callbacks);
    ASSERT_EQ(completed.size(), requests.size());
    for (const auto& [place, completion] : completed) {
      const std::vector<chat::TokenId>& whole = expected[place].tokens;
      ASSERT_LE(completion.tokens.size(), whole.size());
      EXPECT_TRUE(std::equal(completion.tokens.begin(), completion.tokens.end(), whole.begin())) << place;
      if (completion.finish == FinishReason::cancelled) continue;
      EXPECT_EQ(completion.tokens.size(), whole.size());
    }
    preemptions += engine.stats().preemptions;
    test::expect_no_block_in_use(engine);
    EXPECT_EQ(engine.cache_use().tokens, 0);
  }
  EXPECT_GT(preemptions, 10);
}

// What was generated so far is neither said again nor computed again: only what each prompt lacks is prefilled.
TEST(Preemption, ContinuesWhereItStopped) {
  const ModelConfig config = test::tiny_llama();
  std::vector<GenerationRequest> requests;
  for (uint64_t i = 0; i < 4; ++i) requests.push_back(test::request(test::tokens(i, 40, config.vocab), 100));
  Engine engine(test::random_model(config), {.max_batch = 4, .kv_tokens = 320, .share_prefixes = false});
  std::vector<size_t> said(requests.size());
  GenerationCallbacks callbacks;
  callbacks.on_token = [&](size_t place, const SampledToken&) { ++said[place]; };
  engine.generate(requests, callbacks);
  EXPECT_GT(engine.stats().preemptions, 0);
  EXPECT_EQ(said, std::vector<size_t>(4, 100));
  EXPECT_EQ(engine.stats().new_tokens, 400);
  EXPECT_EQ(engine.stats().prefilled_tokens, 4 * 40);
}

}  // namespace
}  // namespace model
