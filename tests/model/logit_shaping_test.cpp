// Penalties and biases against the formulas, token by token.
#include "model/logit_shaping.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "core/rng.h"
#include "model/sampler.h"

namespace model {
namespace {

using chat::TokenId;

std::vector<TokenId> random_ids(core::Rng& rng, size_t count, size_t vocab) {
  std::vector<TokenId> ids(count);
  for (TokenId& id : ids) id = static_cast<TokenId>(rng.index(vocab));
  return ids;
}

TEST(LogitShaping, WhatIsOffChangesNothing) {
  const std::vector<float> logits = {1, -2, 3};
  const std::vector<TokenId> prompt = {0, 1};
  std::vector<float> storage;
  const std::span<const float> same = shape_logits(logits, {}, {prompt, prompt}, storage);
  EXPECT_EQ(same.data(), logits.data());
  EXPECT_EQ(same.size(), logits.size());
}

TEST(LogitShaping, FollowsTheFormulas) {
  constexpr size_t kVocab = 60;
  for (uint64_t seed = 0; seed < 200; ++seed) {
    core::Rng rng(seed);
    std::vector<float> logits(kVocab);
    for (float& x : logits) x = static_cast<float>(rng.normal() * 3);
    const std::vector<TokenId> prompt = random_ids(rng, rng.index(20), kVocab);
    const std::vector<TokenId> generated = random_ids(rng, rng.index(30), kVocab);
    SamplingParams params;
    if (seed % 2 == 0) params.repetition_penalty = 0.5F + static_cast<float>(rng.uniform());
    if (seed % 3 == 0) params.presence_penalty = static_cast<float>(rng.normal());
    if (seed % 5 == 0) params.frequency_penalty = static_cast<float>(rng.normal());
    if (seed % 7 == 0) params.logit_bias = {{3, 100}, {7, -100}, {3, 0.5F}};
    std::vector<float> storage;
    const std::span<const float> got = shape_logits(logits, params, {prompt, generated}, storage);
    for (size_t i = 0; i < kVocab; ++i) {
      const auto id = static_cast<TokenId>(i);
      const auto times = static_cast<float>(std::count(generated.begin(), generated.end(), id));
      const bool occurred = times > 0 || std::count(prompt.begin(), prompt.end(), id) > 0;
      float x = logits[i];
      if (occurred) x = x > 0 ? x / params.repetition_penalty : x * params.repetition_penalty;
      x -= times * params.frequency_penalty + (times > 0 ? params.presence_penalty : 0);
      for (const LogitBias& bias : params.logit_bias) x += bias.id == id ? bias.bias : 0;
      ASSERT_NEAR(got[i], x, 1e-4) << "seed " << seed << " token " << i;
    }
  }
}

TEST(LogitShaping, DecidesWhatIsSampled) {
  const std::vector<float> logits = {5, 4, -1, 3};
  SamplingParams params;
  params.logit_bias = {{2, 50}};
  EXPECT_EQ(sample(logits, params, {}).id, 2);
  params = {};
  params.presence_penalty = 2;
  const std::vector<TokenId> generated = {0};
  EXPECT_EQ(sample(logits, params, {{}, generated}).id, 1);
  EXPECT_EQ(sample(logits, params, {generated, {}}).id, 0);  // the prompt is not penalised
  params = {};
  params.repetition_penalty = 1.5F;
  const SampledToken token = sample(logits, params, {generated, {}});
  EXPECT_EQ(token.id, 1);
  // The log-prob is that of the changed logits.
  double mass = 0;
  for (const double x : {5 / 1.5, 4.0, -1.0, 3.0}) mass += std::exp(x);
  EXPECT_NEAR(token.logp, 4 - std::log(mass), 1e-6);
}

}  // namespace
}  // namespace model
