#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "core/error.h"
#include "core/json.h"
#include "core/rng.h"
#include "train/losses/loss.h"

namespace train {
namespace {

using chat::SpanKind;

constexpr int64_t kSamples = 2;
constexpr int64_t kSteps = 5;
constexpr int64_t kVocabulary = 7;

struct NamedLoss {
  std::string name;
  LossConfig config;
};

std::vector<NamedLoss> all_losses() {
  LossConfig weighted{.name = "span_weighted", .call_weight = 2};
  LossConfig by_count = weighted;
  by_count.normalize = "count";
  LossConfig ssb{.name = "ssb", .alpha = 0.7};
  LossConfig ssb_sample = ssb;
  ssb_sample.span_mean = "sample";
  return {{"ce_token_mean", {}},
          {"ce_sequence_mean", {.name = "ce_sequence_mean"}},
          {"span_weighted_weights", weighted},
          {"span_weighted_count", by_count},
          {"ssb_batch", ssb},
          {"ssb_sample", ssb_sample}};
}

// The closed-form inputs of the golden values: Z[i,t,v] = 1.5 sin(.7i + 1.9t + .83 v^2), y = (2i + 3t + 1) mod 7.
at::Tensor golden_logits() {
  const at::Tensor logits = at::empty({kSamples * kSteps, kVocabulary}, at::kDouble);
  for (int64_t n = 0; n < kSamples * kSteps; ++n) {
    for (int64_t v = 0; v < kVocabulary; ++v) {
      logits[n][v] = 1.5 * std::sin(0.7 * static_cast<double>(n / kSteps) + 1.9 * static_cast<double>(n % kSteps) +
                                    0.83 * static_cast<double>(v * v));
    }
  }
  return logits;
}

std::vector<LossToken> golden_tokens() {
  const std::array<std::array<int, kSteps>, kSamples> mask{{{0, 1, 1, 1, 1}, {0, 0, 1, 1, 0}}};
  const std::array<std::array<SpanKind, kSteps>, kSamples> kinds{
      {{SpanKind::prompt, SpanKind::think, SpanKind::think, SpanKind::call_name, SpanKind::call_value},
       {SpanKind::prompt, SpanKind::prompt, SpanKind::think, SpanKind::call_key, SpanKind::observation}}};
  std::vector<LossToken> tokens;
  for (size_t i = 0; i < kSamples; ++i) {
    for (size_t t = 0; t < kSteps; ++t) {
      tokens.push_back({static_cast<int32_t>(i), kinds[i][t], static_cast<float>(mask[i][t])});
    }
  }
  return tokens;
}

at::Tensor golden_targets() {
  const at::Tensor targets = at::empty({kSamples * kSteps}, at::kLong);
  for (int64_t n = 0; n < kSamples * kSteps; ++n) {
    targets[n] = (2 * (n / kSteps) + 3 * (n % kSteps) + 1) % kVocabulary;
  }
  return targets;
}

struct Evaluated {
  double loss;
  at::Tensor gradient;
};

// The loss of rows in the given parts: each part is a micro-batch with its own TokenStats, as the trainer has it.
Evaluated evaluate(const LossConfig& config, const at::Tensor& logits_NV, const at::Tensor& targets_N,
                   const std::vector<LossToken>& tokens, const std::vector<std::vector<int64_t>>& parts) {
  const Loss loss = make_loss(config);
  const std::vector<double> coefficients = loss.coefficients(tokens);
  const at::Tensor all = at::tensor(coefficients, at::kDouble);
  const at::Tensor z = logits_NV.clone().set_requires_grad(true);
  const at::Tensor identity = at::eye(logits_NV.size(1), at::kDouble);
  double total = 0;
  for (const auto& part : parts) {
    const at::Tensor index = at::tensor(part, at::kLong);
    const model::TokenStats stats =
        model::token_stats(z.index_select(0, index), identity, targets_N.index_select(0, index));
    const at::Tensor value = partial_loss(loss, stats, all.index_select(0, index));
    total += value.item<double>();
    value.backward();
  }
  return {total, z.grad()};
}

std::vector<int64_t> range(int64_t begin, int64_t end) {
  std::vector<int64_t> result(static_cast<size_t>(end - begin));
  std::iota(result.begin(), result.end(), begin);
  return result;
}

Evaluated evaluate_golden(const LossConfig& config) {
  return evaluate(config, golden_logits(), golden_targets(), golden_tokens(), {range(0, kSamples * kSteps)});
}

TEST(Losses, EqualGoldenValuesAndGradients) {
  const core::Value golden = core::read_json_file(FR_SOURCE_DIR "/tests/data/golden_losses.json");
  ASSERT_EQ(golden.as_dict().size(), all_losses().size());
  for (const auto& [name, config] : all_losses()) {
    const Evaluated ours = evaluate_golden(config);
    EXPECT_NEAR(ours.loss, golden.at(name).at("loss").as_double(), 1e-9) << name;
    EXPECT_NEAR(ours.gradient.norm().item<double>(), golden.at(name).at("grad_l2").as_double(), 1e-9) << name;
  }
}

TEST(Losses, PassFiniteDifferences) {
  for (const auto& [name, config] : all_losses()) {
    const at::Tensor gradient = evaluate_golden(config).gradient;
    for (int64_t n = 0; n < kSamples * kSteps; ++n) {
      for (int64_t v = 0; v < kVocabulary; ++v) {
        const auto shifted = [&, loss_config = config](double step) {
          const at::Tensor z = golden_logits();
          z[n][v] += step;
          return evaluate(loss_config, z, golden_targets(), golden_tokens(), {range(0, kSamples * kSteps)}).loss;
        };
        EXPECT_NEAR(gradient[n][v].item<double>(), (shifted(1e-6) - shifted(-1e-6)) / 2e-6, 1e-6) << name;
      }
    }
  }
}

struct RandomStep {
  at::Tensor logits_NV;
  at::Tensor targets_N;
  std::vector<LossToken> tokens;
};

RandomStep random_step(uint64_t seed) {
  core::Rng rng(seed);
  const std::array<SpanKind, 4> kinds{SpanKind::think, SpanKind::call_name, SpanKind::call_syntax, SpanKind::text};
  RandomStep step;
  const int64_t samples = rng.integer(1, 6);
  for (int32_t sample = 0; sample < samples; ++sample) {
    const bool thinks = rng.chance(0.7);
    for (int64_t t = rng.integer(1, 9); t > 0; --t) {
      const SpanKind kind = kinds[rng.index(kinds.size())];
      step.tokens.push_back({sample, !thinks && kind == SpanKind::think ? SpanKind::text : kind,
                             rng.chance(0.3) ? 0.0F : static_cast<float>(rng.uniform(0.5, 2))});
    }
  }
  const auto count = static_cast<int64_t>(step.tokens.size());
  at::manual_seed(seed);
  step.logits_NV = at::randn({count, 11}, at::kDouble) * 2;
  step.targets_N = at::randint(11, {count}, at::kLong);
  return step;
}

TEST(Losses, DoNotDependOnMicroBatchesOrOnOrder) {
  for (uint64_t seed = 0; seed < 60; ++seed) {
    const RandomStep step = random_step(seed);
    const auto count = static_cast<int64_t>(step.tokens.size());
    core::Rng rng(seed, 1);
    std::vector<int64_t> order = range(0, count);
    rng.shuffle(order);
    std::vector<std::vector<int64_t>> parts(static_cast<size_t>(rng.integer(1, 5)));
    for (const int64_t n : order) parts[rng.index(parts.size())].push_back(n);
    std::erase_if(parts, [](const auto& part) { return part.empty(); });
    std::vector<LossToken> permuted;
    for (const int64_t n : order) permuted.push_back(step.tokens[static_cast<size_t>(n)]);
    const at::Tensor index = at::tensor(order, at::kLong);

    for (const auto& [name, config] : all_losses()) {
      const Evaluated whole = evaluate(config, step.logits_NV, step.targets_N, step.tokens, {range(0, count)});
      const Evaluated split = evaluate(config, step.logits_NV, step.targets_N, step.tokens, parts);
      EXPECT_NEAR(whole.loss, split.loss, 1e-12) << name << " seed " << seed;
      EXPECT_LE((whole.gradient - split.gradient).abs().max().item<double>(), 1e-14) << name;
      const Evaluated moved = evaluate(config, step.logits_NV.index_select(0, index),
                                       step.targets_N.index_select(0, index), permuted, {range(0, count)});
      EXPECT_NEAR(whole.loss, moved.loss, 1e-12) << name;
      EXPECT_LE((whole.gradient.index_select(0, index) - moved.gradient).abs().max().item<double>(), 1e-14) << name;
    }
  }
}

TEST(Losses, GiveMaskedTokensNoGradientAndIgnoreMaskedSamples) {
  for (uint64_t seed = 100; seed < 130; ++seed) {
    RandomStep step = random_step(seed);
    const auto count = static_cast<int64_t>(step.tokens.size());
    for (const auto& [name, config] : all_losses()) {
      const Evaluated with = evaluate(config, step.logits_NV, step.targets_N, step.tokens, {range(0, count)});
      for (int64_t n = 0; n < count; ++n) {
        if (step.tokens[static_cast<size_t>(n)].weight > 0) continue;
        EXPECT_EQ(with.gradient[n].abs().max().item<double>(), 0) << name;
      }
      // A sample of masked tokens only changes nothing: it is not counted in B.
      std::vector<LossToken> longer = step.tokens;
      longer.push_back({99, SpanKind::think, 0});
      const Evaluated padded =
          evaluate(config, at::cat({step.logits_NV, step.logits_NV.narrow(0, 0, 1)}),
                   at::cat({step.targets_N, step.targets_N.narrow(0, 0, 1)}), longer, {range(0, count + 1)});
      EXPECT_NEAR(padded.loss, with.loss, 1e-12) << name;
    }
  }
}

TEST(Losses, SsbWithTheNaturalShareIsCrossEntropy) {
  for (uint64_t seed = 200; seed < 230; ++seed) {
    RandomStep step = random_step(seed);
    double think = 0;
    double total = 0;
    for (LossToken& token : step.tokens) {
      token.sample = 0;
      total += token.weight;
      if (token.kind == SpanKind::think) think += token.weight;
    }
    if (total == 0) continue;
    const auto parts = {range(0, static_cast<int64_t>(step.tokens.size()))};
    const Evaluated plain = evaluate({}, step.logits_NV, step.targets_N, step.tokens, parts);
    for (const char* mean : {"batch", "sample"}) {
      const LossConfig config{.name = "ssb", .alpha = think / total, .span_mean = mean};
      const Evaluated ssb = evaluate(config, step.logits_NV, step.targets_N, step.tokens, parts);
      EXPECT_NEAR(ssb.loss, plain.loss, 1e-12);
      EXPECT_LE((ssb.gradient - plain.gradient).abs().max().item<double>(), 1e-14);
    }
  }
}

TEST(Losses, SsbGivesThePresentSpanWeightOne) {
  for (const SpanKind kind : {SpanKind::think, SpanKind::call_name}) {
    std::vector<LossToken> tokens = golden_tokens();
    for (LossToken& token : tokens) token.kind = kind;
    const auto parts = {range(0, kSamples * kSteps)};
    const double plain = evaluate({}, golden_logits(), golden_targets(), tokens, parts).loss;
    const double by_sample =
        evaluate({.name = "ce_sequence_mean"}, golden_logits(), golden_targets(), tokens, parts).loss;
    LossConfig config{.name = "ssb", .alpha = 0.7};
    EXPECT_NEAR(evaluate(config, golden_logits(), golden_targets(), tokens, parts).loss, plain, 1e-12);
    config.span_mean = "sample";
    EXPECT_NEAR(evaluate(config, golden_logits(), golden_targets(), tokens, parts).loss, by_sample, 1e-12);
  }
}

TEST(Losses, GiveZeroForNothing) {
  for (const auto& [name, config] : all_losses()) {
    const Loss loss = make_loss(config);
    EXPECT_TRUE(loss.coefficients({}).empty()) << name;
    const std::vector<LossToken> masked{{0, SpanKind::think, 0}, {1, SpanKind::text, 0}};
    for (const double c : loss.coefficients(masked)) EXPECT_EQ(c, 0) << name;
  }
}

TEST(Losses, RefuseBadConfigs) {
  const auto message = [](const LossConfig& config) -> std::string {
    try {
      make_loss(config);
    } catch (const core::Error& error) {
      EXPECT_EQ(error.kind(), core::ErrorKind::usage);
      return std::string(error.what()) + " | " + error.hint();
    }
    return "";
  };
  EXPECT_NE(message({.name = "ce"}).find("ce_token_mean"), std::string::npos);
  EXPECT_NE(message({.name = "ssb", .alpha = 1.5}).find("loss.alpha"), std::string::npos);
  EXPECT_NE(message({.name = "ssb", .span_mean = "token"}).find("loss.span_mean"), std::string::npos);
  EXPECT_NE(message({.name = "span_weighted", .normalize = "mean"}).find("loss.normalize"), std::string::npos);
  EXPECT_NE(message({.name = "span_weighted", .call_weight = -1}).find("call_weight"), std::string::npos);
}

}  // namespace
}  // namespace train
