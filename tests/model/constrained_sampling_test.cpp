// Log-probs under a constraint against fp64 over every token of the vocabulary, tried one by one.
#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <optional>

#include "core/error.h"
#include "core/rng.h"
#include "model/sampler.h"
#include "tests/model/byte_constraint.h"

namespace model {
namespace {

using chat::TokenId;

constexpr size_t kVocab = 300;  // rows are longer than the vocabulary, as many a model's are
constexpr std::string_view kSchema =
    R"({"type": "object", "properties": {"on": {"type": "boolean"}, "ab": {"enum": [1, 12, 123]}}, "required": ["on"]})";

std::vector<float> random_logits(core::Rng& rng) {
  std::vector<float> logits(kVocab);
  for (float& x : logits) x = static_cast<float>(rng.normal() * 4);
  return logits;
}

// What may follow, by trying: a text that goes on, or the end.
std::vector<bool> brute_force(const chat::constraint::Program& program, const std::vector<TokenId>& said) {
  using chat::constraint::Machine;
  Machine machine(program);
  Machine::State here = machine.start();
  for (const char byte : test::text_of(said)) here = machine.step(here, static_cast<uint8_t>(byte));
  std::vector<bool> allowed(kVocab, false);
  const std::vector<std::string> texts = test::byte_texts();
  for (size_t id = 0; id < texts.size(); ++id) {
    Machine::State next = texts[id].empty() ? Machine::kDead : here;
    for (const char byte : texts[id]) next = machine.step(next, static_cast<uint8_t>(byte));
    allowed[id] = next != Machine::kDead;
  }
  allowed[test::kStop] = machine.accepts(here);
  return allowed;
}

TEST(ConstrainedSampling, LogProbsAreThoseOfTheAllowedTokensAlone) {
  const auto constraint = test::json_constraint(kSchema);
  const chat::constraint::Program program = chat::constraint::compile_json(core::parse_json(kSchema), {});
  size_t replies = 0;
  for (uint64_t seed = 0; seed < 60; ++seed) {
    core::Rng rng(seed);
    SamplingParams params;
    params.constraint = constraint;
    params.seed = seed;
    params.temperature = seed % 3 == 0 ? 0.0F : 0.7F;
    if (seed % 4 == 1) params.top_k = 3;
    if (seed % 4 == 2) params.top_p = 0.8F;
    if (seed % 4 == 3) params.min_p = 0.1F;
    if (seed % 5 == 0) params.logit_bias = {{'"', 5}, {'}', 2}, {'z', 50}};
    std::vector<TokenId> said;
    std::optional<uint32_t> state = constraint->start();
    while (said.size() < 200) {
      const std::vector<float> logits = random_logits(rng);
      const SampledToken token = sample(logits, params, {{}, said, state});
      const SampledToken replayed = sample(logits, params, {{}, said});
      EXPECT_EQ(token.id, replayed.id);
      EXPECT_EQ(token.logp, replayed.logp);

      const std::vector<bool> allowed = brute_force(program, said);
      ASSERT_TRUE(allowed[static_cast<size_t>(token.id)]) << test::text_of(said);
      std::vector<std::pair<double, size_t>> order;
      const double temperature = params.temperature == 0 ? 1 : static_cast<double>(params.temperature);
      for (size_t id = 0; id < kVocab; ++id) {
        double x = logits[id];
        for (const LogitBias& bias : params.logit_bias) x += bias.id == static_cast<TokenId>(id) ? bias.bias : 0;
        if (allowed[id]) order.emplace_back(-x / temperature, id);
      }
      std::ranges::sort(order);
      double total = 0;
      for (const auto& [x, id] : order) total += std::exp(order[0].first - x);
      if (params.temperature > 0) {  // the same distribution cut down
        if (params.top_k > 0 && order.size() > 3) order.resize(3);
        double before = 0;
        size_t kept = 0;
        for (; kept < order.size(); ++kept) {
          const double p = std::exp(order[0].first - order[kept].first);
          if (before / total >= static_cast<double>(params.top_p) && params.top_p < 1) break;
          if (p < static_cast<double>(params.min_p)) break;
          before += p;
        }
        order.resize(kept);
      }
      double mass = 0;
      double own = NAN;
      for (const auto& [x, id] : order) {
        const double p = std::exp(order[0].first - x);
        mass += p;
        if (id == static_cast<size_t>(token.id)) own = p;
      }
      ASSERT_NEAR(token.logp, std::log(own / mass), 2e-6) << "seed " << seed;
      if (token.id == test::kStop) break;
      said.push_back(token.id);
      state = constraint->advance(*state, token.id);
    }
    if (!constraint->accepts(*state)) continue;
    ++replies;
    const core::Value value = core::parse_json(test::text_of(said));
    EXPECT_TRUE(value.at("on").is_bool());
  }
  EXPECT_GT(replies, 50U);
}

TEST(ConstrainedSampling, FrequenciesAreTheRenormalisedProbabilities) {
  const auto constraint = test::json_constraint(R"({"type": "boolean"})");
  core::Rng rng(3);
  std::vector<float> logits = random_logits(rng);
  for (const TokenId id : {TokenId{'t'}, TokenId{'f'}, TokenId{260}, TokenId{261}}) {
    logits[static_cast<size_t>(id)] = static_cast<float>(id % 3);
  }
  double total = 0;
  for (const TokenId id : {TokenId{'t'}, TokenId{'f'}, TokenId{260}, TokenId{261}}) {
    total += std::exp(static_cast<double>(logits[static_cast<size_t>(id)]));
  }
  std::map<TokenId, int> counts;
  SamplingParams params;
  params.constraint = constraint;
  params.temperature = 1;
  constexpr int kDraws = 20'000;
  for (int i = 0; i < kDraws; ++i) {
    params.seed = static_cast<uint64_t>(i);
    ++counts[sample(logits, params, {}).id];
  }
  ASSERT_EQ(counts.size(), 4U);  // t, f, true, false
  for (const auto& [id, count] : counts) {
    const double p = std::exp(static_cast<double>(logits[static_cast<size_t>(id)])) / total;
    EXPECT_NEAR(count / double{kDraws}, p, 5 * std::sqrt(p / kDraws)) << id;
  }
}

TEST(ConstrainedSampling, TheModelsOwnLogProbsStayAsTheyAre) {
  core::Rng rng(4);
  const std::vector<float> logits = random_logits(rng);
  SamplingParams params;
  params.ranked = 5;
  const SampledToken free = sample(logits, params, {});
  params.constraint = test::json_constraint(kSchema);
  const SampledToken held = sample(logits, params, {});
  ASSERT_EQ(held.ranked.size(), 5U);
  for (size_t i = 0; i < 5; ++i) EXPECT_EQ(held.ranked[i].id, free.ranked[i].id);
  EXPECT_LT(held.model_logp, held.logp);
}

}  // namespace
}  // namespace model
