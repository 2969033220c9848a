// Requests that join a running batch and leave it one by one: what they generate does not depend on when they came or
// on who left, and no block is lost.
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "core/error.h"
#include "core/rng.h"
#include "tests/model/engine_checks.h"
#include "tests/model/tiny_model.h"

namespace model {
namespace {

using test::Prompt;

std::vector<GenerationRequest> some_requests(int64_t vocab, size_t count) {
  std::vector<GenerationRequest> requests;
  const Prompt system = test::tokens(1, 70, vocab);
  for (uint64_t i = 0; i < count; ++i) {
    auto prompt = test::tokens_behind(i % 2 == 0 ? system : Prompt(), 100 + i, 3 + (i * 17) % 60, vocab);
    GenerationRequest& r = requests.emplace_back(test::request(std::move(prompt), static_cast<int>(4 + (i * 5) % 30)));
    r.params.temperature = i % 3 == 0 ? 0.7F : 0.0F;
    r.params.seed = i;
  }
  return requests;
}

TEST(EngineArrivals, ComeAtAnyTimeAndGenerateTheSame) {
  const ModelConfig config = test::tiny_llama();
  const auto model = test::random_model(config);
  const std::vector<GenerationRequest> requests = some_requests(config.vocab, 40);
  EngineOptions options;
  options.max_batch = 5;
  const std::vector<Completion> alone = test::generate(model, options, requests);

  for (uint64_t seed = 0; seed < 4; ++seed) {
    Engine engine(model, options);
    core::Rng rng(seed);
    // The first `given` are the call's own; the others arrive in order.
    const size_t given = seed % 2 == 0 ? 0 : 3;
    size_t next = given;
    std::map<size_t, Completion> completed;
    std::set<size_t> leavers;
    std::map<size_t, size_t> said;
    GenerationCallbacks callbacks;
    callbacks.arrivals = [&](bool idle) {
      std::vector<GenerationRequest> some;
      const size_t count = idle ? 1 : rng.index(8) == 0 ? rng.index(4) : 0;
      for (size_t i = 0; i < count && next < requests.size(); ++i) {
        if (rng.chance(0.2)) leavers.insert(next);
        some.push_back(requests[next++]);
      }
      return some;
    };
    callbacks.on_token = [&](size_t place, const SampledToken&) { ++said[place]; };
    callbacks.abandoned = [&](size_t place) { return leavers.contains(place) && said[place] >= 2; };
    callbacks.on_complete = [&](size_t place, const Completion& completion) {
      EXPECT_TRUE(completed.emplace(place, completion).second);
    };
    const std::vector<Completion> returned = engine.generate(std::span(requests).first(given), callbacks);
    EXPECT_EQ(returned.size(), given);
    ASSERT_EQ(completed.size(), requests.size());
    for (const auto& [place, completion] : completed) {
      EXPECT_EQ(completion.prompt_tokens, requests[place].prompt.size());
      if (completion.finish == FinishReason::cancelled) {
        EXPECT_TRUE(leavers.contains(place));
        EXPECT_GE(completion.tokens.size(), 2U);
        EXPECT_TRUE(std::equal(completion.tokens.begin(), completion.tokens.end(), alone[place].tokens.begin()));
      } else {
        EXPECT_EQ(completion.tokens, alone[place].tokens) << place;
      }
    }
    test::expect_no_block_in_use(engine);
    const CacheUse use = engine.cache_use();
    EXPECT_EQ(use.tokens, 0);
    EXPECT_EQ(use.capacity, engine.blocks().block_count() * kernels::kKvBlockTokens);
  }
}

TEST(EngineArrivals, AWaitingRequestIsAbandonedBeforeItsStart) {
  const ModelConfig config = test::tiny_llama();
  Engine engine(test::random_model(config), {.max_batch = 1});
  std::vector<GenerationRequest> requests = some_requests(config.vocab, 3);
  bool sent = false;
  std::vector<std::pair<size_t, FinishReason>> ends;
  GenerationCallbacks callbacks;
  callbacks.arrivals = [&](bool) { return std::exchange(sent, true) ? std::vector<GenerationRequest>() : requests; };
  callbacks.abandoned = [](size_t place) { return place == 2; };
  callbacks.on_complete = [&](size_t place, const Completion& c) { ends.emplace_back(place, c.finish); };
  engine.generate({}, callbacks);
  ASSERT_EQ(ends.size(), 3U);
  EXPECT_EQ(ends[0], std::pair(size_t{2}, FinishReason::cancelled));
  EXPECT_EQ(ends[1].first, 0U);  // first come, first served
  EXPECT_EQ(ends[2].first, 1U);
}

TEST(EngineArrivals, ABadOneIsNamed) {
  const ModelConfig config = test::tiny_llama();
  Engine engine(test::random_model(config), {});
  GenerationCallbacks callbacks;
  callbacks.arrivals = [](bool) { return std::vector<GenerationRequest>(1); };
  EXPECT_THROW(engine.generate({}, callbacks), core::Error);
  test::expect_no_block_in_use(engine);
}

}  // namespace
}  // namespace model
