// The sampler against naive fp64 code: masks exactly, frequencies by chi-square.
#include "model/sampler.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "core/error.h"
#include "core/rng.h"

namespace model {
namespace {

std::vector<float> random_logits(uint64_t seed, size_t count, double spread) {
  core::Rng rng(seed);
  std::vector<float> logits(count);
  for (float& x : logits) x = static_cast<float>(rng.normal() * spread);
  return logits;
}

// A history of `count` new tokens.
TokenHistory after(size_t count) {
  static const std::vector<chat::TokenId> tokens(1'000'000, 0);
  return {{}, std::span(tokens).first(count)};
}

// The distribution after temperature, top-k, top-p, min-p, as Hugging Face's warpers define it, in fp64.
// `mass_before`, where given, gets the probability of all tokens in front of each.
std::vector<double> reference(const std::vector<float>& logits, const SamplingParams& params,
                              std::vector<double>* mass_before = nullptr) {
  std::vector<size_t> order(logits.size());
  for (size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) { return logits[a] > logits[b]; });
  if (params.top_k > 0 && static_cast<size_t>(params.top_k) < order.size())
    order.resize(static_cast<size_t>(params.top_k));
  std::vector<double> p(logits.size(), 0.0);
  double total = 0;
  for (const size_t i : order) {
    p[i] = std::exp((static_cast<double>(logits[i]) - static_cast<double>(logits[order[0]])) / params.temperature);
    total += p[i];
  }
  double before = 0;
  double kept = 0;
  for (const size_t i : order) {
    p[i] /= total;
    const bool in = before < static_cast<double>(params.top_p) || params.top_p == 1;
    if (mass_before != nullptr) (*mass_before)[i] = before;
    before += p[i];
    if (!in) p[i] = 0;
  }
  for (double& x : p) {
    if (x < static_cast<double>(params.min_p) * p[order[0]]) x = 0;
    kept += x;
  }
  for (double& x : p) x /= kept;
  return p;
}

SamplingParams params_of(float temperature, int top_k, float top_p, uint64_t seed = 0) {
  SamplingParams params;
  params.temperature = temperature;
  params.top_k = top_k;
  params.top_p = top_p;
  params.seed = seed;
  return params;
}

TEST(Sampler, GreedyTakesTheFirstMaximumAndItsLogp) {
  std::vector<float> logits = random_logits(1, 5000, 3);
  logits[4000] = logits[17] = 40;
  const SampledToken token = sample(logits, {}, after(0));
  EXPECT_EQ(token.id, 17);
  EXPECT_NEAR(token.logp, std::log(reference(logits, params_of(1, 0, 1))[17]), 1e-6);
}

TEST(Sampler, RanksTheLikeliestUnderTheModelsOwnDistribution) {
  std::vector<float> logits = random_logits(4, 3000, 2);
  logits[7] = logits[2000] = 30;
  logits[11] = 29;
  SamplingParams params = params_of(0.7F, 5, 0.9F, 3);
  params.ranked = 4;
  const std::vector<double> own = reference(logits, params_of(1, 0, 1));
  const SampledToken token = sample(logits, params, after(0));
  ASSERT_EQ(token.ranked.size(), 4U);
  EXPECT_EQ(token.ranked[0].id, 7);
  EXPECT_EQ(token.ranked[1].id, 2000);
  EXPECT_EQ(token.ranked[2].id, 11);
  for (const RankedToken& ranked : token.ranked) {
    EXPECT_NEAR(ranked.logp, std::log(own[static_cast<size_t>(ranked.id)]), 1e-5);
  }
  EXPECT_NEAR(token.model_logp, std::log(own[static_cast<size_t>(token.id)]), 1e-5);
  params.ranked = -1;
  const SampledToken plain = sample(logits, params, after(0));
  EXPECT_EQ(plain.id, token.id);
  EXPECT_EQ(plain.logp, token.logp);
  EXPECT_TRUE(plain.ranked.empty());
}

// Only where the mass in front of a token equals top_p to float's last digits may fp32 and fp64 decide differently.
TEST(Sampler, MasksAreExact) {
  int at_the_edge = 0;
  for (uint64_t seed = 0; seed < 60; ++seed) {
    const std::vector<float> logits = random_logits(seed, seed % 2 == 0 ? 97 : 3000, 1 + static_cast<double>(seed % 5));
    for (const int top_k : {0, 1, 5, 50, 100000}) {
      for (const float top_p : {1.0F, 0.999F, 0.9F, 0.5F, 0.01F}) {
        const SamplingParams params = params_of(seed % 3 == 0 ? 0.7F : 1.3F, top_k, top_p);
        std::vector<double> mass_before(logits.size(), 2.0);
        const std::vector<double> expected = reference(logits, params, &mass_before);
        std::vector<double> got(logits.size(), 0.0);
        for (const Candidate& c : filtered_distribution(logits, params)) got[static_cast<size_t>(c.id)] = c.probability;
        for (size_t i = 0; i < got.size(); ++i) {
          if ((got[i] > 0) == (expected[i] > 0)) {
            ASSERT_NEAR(got[i], expected[i], 1e-5);  // a token at the edge moves the others by its own small mass
            continue;
          }
          ++at_the_edge;
          ASSERT_NEAR(mass_before[i], top_p, 1e-7)
              << "seed " << seed << " k " << top_k << " p " << top_p << " id " << i;
        }
      }
    }
  }
  EXPECT_LE(at_the_edge, 15);  // of 1500 masks
}

TEST(Sampler, MinPKeepsWhatIsLikelyEnough) {
  for (uint64_t seed = 0; seed < 40; ++seed) {
    const std::vector<float> logits = random_logits(seed, 800, 2);
    for (const float min_p : {1e-6F, 0.003F, 0.1F, 0.7F, 1.0F}) {
      for (const float top_p : {1.0F, 0.8F}) {
        SamplingParams params = params_of(0.8F, seed % 2 == 0 ? 0 : 60, top_p);
        params.min_p = min_p;
        const std::vector<double> expected = reference(logits, params);
        const std::vector<Candidate> got = filtered_distribution(logits, params);
        EXPECT_EQ(got.size(),
                  static_cast<size_t>(std::count_if(expected.begin(), expected.end(), [](double p) { return p > 0; })));
        for (const Candidate& c : got) ASSERT_NEAR(c.probability, expected[static_cast<size_t>(c.id)], 1e-5);
      }
    }
  }
}

TEST(Sampler, TiesAtTheEdgeGoToTheLowestId) {
  const std::vector<float> logits = {1, 3, 2, 2, 2, 0};
  const std::vector<Candidate> two = filtered_distribution(logits, params_of(1, 2, 1));
  ASSERT_EQ(two.size(), 2U);
  EXPECT_EQ(two[0].id, 1);
  EXPECT_EQ(two[1].id, 2);
}

// Frequencies of 40,000 draws against the reference distribution.
void expect_frequencies(const SamplingParams& base, size_t vocab) {
  const std::vector<float> logits = random_logits(9, vocab, 1.5);
  const std::vector<double> expected = reference(logits, base);
  std::vector<double> counts(vocab, 0.0);
  const int draws = 40000;
  for (int i = 0; i < draws; ++i) {
    SamplingParams params = base;
    params.seed = static_cast<uint64_t>(i % 200);
    const SampledToken token = sample(logits, params, after(i / 200));
    ASSERT_GT(expected[static_cast<size_t>(token.id)], 0);
    ASSERT_NEAR(token.logp, std::log(expected[static_cast<size_t>(token.id)]), 1e-4);
    counts[static_cast<size_t>(token.id)] += 1;
  }
  double chi = 0;
  double cells = 0;
  double rest_expected = 0;
  double rest_counts = 0;
  for (size_t i = 0; i < vocab; ++i) {
    const double e = expected[i] * draws;
    if (e < 10) {
      rest_expected += e;
      rest_counts += counts[i];
      continue;
    }
    chi += (counts[i] - e) * (counts[i] - e) / e;
    cells += 1;
  }
  if (rest_expected >= 10) {
    chi += (rest_counts - rest_expected) * (rest_counts - rest_expected) / rest_expected;
    cells += 1;
  }
  const double freedom = cells - 1;
  // Five deviations of chi-square: mean n, variance 2 n.
  EXPECT_LT(chi, freedom + 5 * std::sqrt(2 * freedom) + 5) << "temperature " << base.temperature;
}

TEST(Sampler, DrawsFollowTheDistribution) {
  expect_frequencies(params_of(1, 0, 1), 40);
  expect_frequencies(params_of(0.6F, 0, 1), 1500);  // several slices
  expect_frequencies(params_of(1.4F, 12, 1), 300);
  expect_frequencies(params_of(1, 0, 0.8F), 300);
  expect_frequencies(params_of(0.9F, 30, 0.7F), 300);
  SamplingParams params = params_of(1, 0, 1);
  params.min_p = 0.05F;
  expect_frequencies(params, 300);
}

TEST(Sampler, SeedAndStepDecideAndNothingElse) {
  const std::vector<float> logits = random_logits(2, 400, 1);
  const SamplingParams params = params_of(1, 0, 1, 5);
  std::map<chat::TokenId, int> by_step;
  for (uint64_t step = 0; step < 50; ++step) {
    const SampledToken a = sample(logits, params, after(step));
    const SampledToken b = sample(logits, params, after(step));
    EXPECT_EQ(a.id, b.id);
    EXPECT_EQ(a.logp, b.logp);
    ++by_step[a.id];
  }
  EXPECT_GT(by_step.size(), 20U);
}

TEST(Sampler, MaskedLogitsAreNeverDrawn) {
  std::vector<float> logits(2000, -INFINITY);
  logits[700] = 1;
  logits[1999] = 1;
  for (uint64_t step = 0; step < 300; ++step) {
    const chat::TokenId id = sample(logits, params_of(1, 0, 1, 3), after(step)).id;
    EXPECT_TRUE(id == 700 || id == 1999);
    const chat::TokenId filtered = sample(logits, params_of(1, 50, 0.999F, 3), after(step)).id;
    EXPECT_TRUE(filtered == 700 || filtered == 1999);
  }
}

TEST(Sampler, RefusesNonsense) {
  EXPECT_THROW(validate(params_of(-1, 0, 1)), core::Error);
  EXPECT_THROW(validate(params_of(NAN, 0, 1)), core::Error);
  EXPECT_THROW(validate(params_of(INFINITY, 0, 1)), core::Error);
  EXPECT_THROW(validate(params_of(1e-40F, 0, 1)), core::Error);
  EXPECT_THROW(validate(params_of(1, -1, 1)), core::Error);
  EXPECT_THROW(validate(params_of(1, 0, 0)), core::Error);
  EXPECT_THROW(validate(params_of(1, 0, 1.5F)), core::Error);
  EXPECT_THROW(validate(params_of(1, 0, NAN)), core::Error);
  const auto with = [](auto set) {
    SamplingParams params;
    set(params);
    return params;
  };
  for (const float value : {-0.1F, 1.1F, NAN}) {
    EXPECT_THROW(validate(with([&](SamplingParams& p) { p.min_p = value; })), core::Error);
  }
  for (const float value : {0.0F, -1.0F, INFINITY, NAN}) {
    EXPECT_THROW(validate(with([&](SamplingParams& p) { p.repetition_penalty = value; })), core::Error);
  }
  EXPECT_THROW(validate(with([](SamplingParams& p) { p.presence_penalty = NAN; })), core::Error);
  EXPECT_THROW(validate(with([](SamplingParams& p) { p.frequency_penalty = INFINITY; })), core::Error);
  EXPECT_THROW(validate(with([](SamplingParams& p) { p.logit_bias = {{1, NAN}}; })), core::Error);
  std::vector<float> logits(50, 0.0F);
  logits[20] = NAN;
  EXPECT_THROW(sample(logits, params_of(0, 0, 1), after(0)), core::Error);
  EXPECT_THROW(sample(logits, params_of(1, 0, 1), after(0)), core::Error);
  EXPECT_THROW(sample(logits, params_of(1, 5, 0.5F), after(0)), core::Error);
  EXPECT_THROW(sample(std::vector<float>(50, -INFINITY), params_of(1, 0, 1), after(0)), core::Error);
}

}  // namespace
}  // namespace model
