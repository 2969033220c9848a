#include "train/optimizer.h"

#include <ATen/Parallel.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "core/error.h"
#include "train/schedule.h"

namespace train {
namespace {

// AdamW (Loshchilov & Hutter, algorithm 2, as torch.optim.AdamW has it) for one element in fp64.
struct Scalar {
  double value = 0;
  double m = 0;
  double v = 0;

  void step(double gradient, double rate, double decay, int64_t t, const AdamWOptions& options) {
    value *= 1 - rate * decay;
    m = options.beta1 * m + (1 - options.beta1) * gradient;
    v = options.beta2 * v + (1 - options.beta2) * gradient * gradient;
    const double m_hat = m / (1 - std::pow(options.beta1, static_cast<double>(t)));
    const double v_hat = v / (1 - std::pow(options.beta2, static_cast<double>(t)));
    value -= rate * m_hat / (std::sqrt(v_hat) + options.epsilon);
  }
};

void follow_the_definition(at::ScalarType dtype, double clip_norm) {
  const int64_t size = 5000;
  const AdamWOptions options{
      .beta1 = 0.9, .beta2 = 0.98, .epsilon = 1e-8, .weight_decay = 0.1, .clip_norm = clip_norm, .decayed = 3001};
  at::manual_seed(3);
  const at::Tensor masters = at::randn({size});
  const at::Tensor values = masters.to(dtype, /*non_blocking=*/false, /*copy=*/true);
  const at::Tensor gradients = at::zeros({size});
  AdamW optimizer(values, gradients, options, dtype == at::kFloat ? at::Tensor() : masters.clone());
  std::vector<Scalar> expected(size);
  for (int64_t i = 0; i < size; ++i) expected[static_cast<size_t>(i)].value = masters[i].item<float>();
  for (int64_t t = 1; t <= 12; ++t) {
    const double rate = 1e-2 / static_cast<double>(t);
    gradients.copy_(at::randn({size}) * 0.3);
    const at::Tensor gradient = gradients.to(at::kDouble);
    const double norm = gradient.norm().item<double>();
    const double scale = clip_norm > 0 && norm > clip_norm ? clip_norm / norm : 1;
    EXPECT_NEAR(optimizer.step(rate), norm, 1e-5 * norm);
    const auto* g = gradient.const_data_ptr<double>();
    for (int64_t i = 0; i < size; ++i) {
      expected[static_cast<size_t>(i)].step(g[i] * scale, rate, i < options.decayed ? 0.1 : 0, t, options);
    }
    EXPECT_EQ(gradients.abs().max().item<float>(), 0) << "gradients are zeroed";
  }
  const auto* master = optimizer.masters().const_data_ptr<float>();
  double worst = 0;
  for (int64_t i = 0; i < size; ++i) {
    worst = std::max(worst, std::abs(master[i] - expected[static_cast<size_t>(i)].value));
  }
  EXPECT_LE(worst, 2e-6);
  EXPECT_TRUE(at::equal(values, optimizer.masters().to(dtype)));
}

TEST(AdamW, FollowsItsDefinition) {
  for (const auto dtype : {at::kFloat, at::kBFloat16}) {
    for (const double clip : {0.0, 1.0, 1e6}) {
      SCOPED_TRACE(::testing::Message() << at::toString(dtype) << " clip " << clip);
      follow_the_definition(dtype, clip);
    }
  }
}

TEST(AdamW, KeepsSmallUpdatesThatBf16WouldLose) {
  const at::Tensor values = at::ones({64}, at::kBFloat16);
  const at::Tensor gradients = at::zeros({64});
  AdamW optimizer(values, gradients, {.decayed = 64});
  for (int i = 0; i < 100; ++i) {
    gradients.fill_(1);
    optimizer.step(1e-4);  // far below bf16's spacing of 2^-8 below 1
  }
  EXPECT_NEAR(values[0].item<float>(), 0.99, 0.003);
}

TEST(AdamW, LeavesValuesAloneWhenGradientsAreNotFinite) {
  for (const float bad : {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()}) {
    const at::Tensor values = at::ones({100});
    const at::Tensor gradients = at::ones({100});
    gradients[99] = bad;
    AdamW optimizer(values, gradients, {.weight_decay = 0.5, .clip_norm = 1, .decayed = 100});
    EXPECT_FALSE(std::isfinite(optimizer.step(0.1)));
    EXPECT_TRUE(at::equal(values, at::ones({100})));
    EXPECT_EQ(optimizer.steps(), 0);
    EXPECT_EQ(gradients.abs().max().item<float>(), 0);
  }
}

TEST(AdamW, ContinuesFromItsState) {
  at::manual_seed(5);
  const auto run = [](AdamW& optimizer, const at::Tensor& gradients, int from, int to) {
    for (int t = from; t < to; ++t) {
      at::manual_seed(static_cast<uint64_t>(t));
      gradients.copy_(at::randn({333}));
      optimizer.step(1e-3);
    }
  };
  for (const auto dtype : {at::kFloat, at::kBFloat16}) {
    const at::Tensor start = at::randn({333}).to(dtype);
    const AdamWOptions options{.weight_decay = 0.1, .clip_norm = 1, .decayed = 300};
    const at::Tensor g1 = at::zeros({333});
    AdamW whole(start.clone(), g1, options);
    run(whole, g1, 0, 10);
    AdamW half(start.clone(), g1, options);
    run(half, g1, 0, 4);
    AdamW resumed(at::zeros_like(start), g1, options);
    resumed.restore(half.masters(), half.first_moments(), half.second_moments(), half.steps());
    run(resumed, g1, 4, 10);
    EXPECT_TRUE(at::equal(whole.masters(), resumed.masters()));
  }
}

TEST(GlobalNorm, IsExactAndDoesNotDependOnThreads) {
  at::manual_seed(1);
  const at::Tensor flat = at::randn({1'000'003});
  const double reference = flat.to(at::kDouble).norm().item<double>();
  EXPECT_NEAR(global_norm(flat), reference, 1e-6 * reference);
  const int before = at::get_num_threads();
  const double norm = global_norm(flat);
  at::set_num_threads(1);
  EXPECT_EQ(global_norm(flat), norm);
  at::set_num_threads(before);
  EXPECT_EQ(global_norm(at::empty({0})), 0);
}

TEST(Schedule, WarmsUpAndDecays) {
  OptimizerConfig config{.learning_rate = 2, .warmup_ratio = 0.1, .min_learning_rate_ratio = 0.1};
  const Schedule cosine = make_schedule(config, 100);
  EXPECT_EQ(cosine.warmup_steps, 10);
  EXPECT_DOUBLE_EQ(cosine.rate(0), 2.0 / 11);
  EXPECT_DOUBLE_EQ(cosine.rate(9), 20.0 / 11);
  EXPECT_DOUBLE_EQ(cosine.rate(10), 2);
  EXPECT_NEAR(cosine.rate(55), 1.1, 1e-12);
  EXPECT_NEAR(cosine.rate(100), 0.2, 1e-12);
  for (int64_t step = 10; step < 100; ++step) EXPECT_GT(cosine.rate(step), cosine.rate(step + 1));
  config.schedule = "linear";
  EXPECT_NEAR(make_schedule(config, 100).rate(55), 1.1, 1e-12);
  EXPECT_NEAR(make_schedule(config, 100).rate(32), 2 - 1.8 * 22 / 90, 1e-12);
  config.schedule = "constant";
  EXPECT_EQ(make_schedule(config, 100).rate(99), 2);
  config.warmup_ratio = 0;
  EXPECT_EQ(make_schedule(config, 1).rate(0), 2);
}

TEST(Schedule, RefusesBadConfigs) {
  OptimizerConfig config;
  config.schedule = "cosin";
  EXPECT_THROW(make_schedule(config, 10), core::Error);
  config = {};
  config.warmup_ratio = -0.1;
  EXPECT_THROW(make_schedule(config, 10), core::Error);
  config = {};
  config.learning_rate = std::nan("");
  EXPECT_THROW(make_schedule(config, 10), core::Error);
}

}  // namespace
}  // namespace train
