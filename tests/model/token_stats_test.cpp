#include "model/token_stats.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>

#include "core/error.h"

namespace model {
namespace {

struct Case {
  at::Tensor hidden_ND;
  at::Tensor output_VD;
  at::Tensor targets_N;
};

Case make_case(int64_t rows, int64_t width, int64_t vocabulary, at::ScalarType dtype, double scale = 1) {
  at::manual_seed(rows * 31 + vocabulary);
  const auto options = at::TensorOptions().dtype(at::kDouble);
  Case made{at::randn({rows, width}, options) * scale, at::randn({vocabulary, width}, options),
            at::randint(vocabulary, {rows}, at::kLong)};
  made.hidden_ND = made.hidden_ND.to(dtype).set_requires_grad(true);
  made.output_VD = made.output_VD.to(dtype).set_requires_grad(true);
  return made;
}

// The definition, through plain differentiable operators in fp64.
TokenStats naive(const at::Tensor& hidden_ND, const at::Tensor& output_VD, const at::Tensor& targets_N) {
  const at::Tensor z = at::mm(hidden_ND, output_VD.t());
  const at::Tensor lse = at::logsumexp(z, 1);
  const at::Tensor p = at::softmax(z, 1);
  return {z.gather(1, targets_N.unsqueeze(1)).squeeze(1) - lse, lse, lse - (p * z).sum(1), z.mean(1)};
}

// A different weight for every statistic and row: no gradient hides behind another.
at::Tensor mix(const TokenStats& stats) {
  const int64_t n = stats.logp_N.size(0);
  const at::Tensor w = at::arange(1, n + 1, stats.logp_N.options()) / static_cast<double>(n);
  return (w * stats.logp_N - 0.5 * w * w * stats.logsumexp_N + (1.5 - w) * stats.entropy_N +
          w.cos() * stats.mean_logit_N)
      .sum();
}

void expect_near(const at::Tensor& ours, const at::Tensor& reference, double tolerance, const char* what) {
  const double scale = std::max(1e-30, reference.abs().max().item<double>());
  const double error = (ours.to(at::kDouble) - reference.to(at::kDouble)).abs().max().item<double>();
  EXPECT_LE(error / scale, tolerance) << what;
}

void compare(const Case& c, const TokenStatsOptions& options, double tolerance) {
  const TokenStats ours = token_stats(c.hidden_ND, c.output_VD, c.targets_N, options);
  const at::Tensor hidden = c.hidden_ND.detach().to(at::kDouble).set_requires_grad(true);
  const at::Tensor output = c.output_VD.detach().to(at::kDouble).set_requires_grad(true);
  const TokenStats reference = naive(hidden, output, c.targets_N);
  expect_near(ours.logp_N, reference.logp_N, tolerance, "logp");
  expect_near(ours.logsumexp_N, reference.logsumexp_N, tolerance, "logsumexp");
  expect_near(ours.entropy_N, reference.entropy_N, tolerance, "entropy");
  expect_near(ours.mean_logit_N, reference.mean_logit_N, tolerance, "mean logit");
  mix(ours).backward();
  mix(reference).backward();
  expect_near(c.hidden_ND.grad(), hidden.grad(), tolerance, "gradient of hidden");
  expect_near(c.output_VD.grad(), output.grad(), tolerance, "gradient of the output matrix");
}

TEST(TokenStats, EqualsTheDefinitionInEveryDtypeAndChunking) {
  struct Tolerance {
    at::ScalarType dtype;
    double value;
  };
  // bf16 rounds logits to 8 bits: its own products differ by that much.
  for (const auto& [dtype, tolerance] : {Tolerance{at::kDouble, 1e-12}, {at::kFloat, 3e-5}, {at::kBFloat16, 4e-2}}) {
    for (const int64_t vocabulary : {1, 7, 16, 130, 5003}) {
      const int64_t row = vocabulary * static_cast<int64_t>(at::elementSize(dtype));
      // One chunk; several, all kept; several, the first kept; several, none kept.
      for (const TokenStatsOptions& options : {TokenStatsOptions{}, TokenStatsOptions{row * 17, row * 1000},
                                               TokenStatsOptions{row * 17, row * 20}, TokenStatsOptions{row * 16, 0}}) {
        SCOPED_TRACE(::testing::Message() << at::toString(dtype) << " V " << vocabulary << " chunk "
                                          << options.chunk_bytes / row << " keep " << options.keep_bytes / row);
        compare(make_case(50, 24, vocabulary, dtype, 0.3), options, tolerance);
      }
    }
  }
}

TEST(TokenStats, PassesFiniteDifferencesInFloat64) {
  const Case c = make_case(6, 5, 19, at::kDouble);
  const auto value = [&] { return mix(token_stats(c.hidden_ND, c.output_VD, c.targets_N)); };
  value().backward();
  const double step = 1e-6;
  for (const at::Tensor& input : {c.hidden_ND, c.output_VD}) {
    const at::Tensor grad = input.grad().contiguous();
    const at::Tensor data = input.detach();
    for (int64_t i = 0; i < data.numel(); ++i) {
      double* element = data.mutable_data_ptr<double>() + i;
      const double old = *element;
      *element = old + step;
      const double up = value().item<double>();
      *element = old - step;
      const double down = value().item<double>();
      *element = old;
      EXPECT_NEAR(grad.const_data_ptr<double>()[i], (up - down) / (2 * step), 1e-7);
    }
  }
}

TEST(TokenStats, SurvivesExtremeLogits) {
  const at::Tensor output = at::eye(40).set_requires_grad(true);
  at::Tensor logits = at::zeros({3, 40});
  logits[0][3] = 5000;    // certain
  logits[1] -= 3e4;       // shifted uniform
  logits[2][7] = -1e30F;  // an impossible target
  logits.set_requires_grad(true);
  const TokenStats stats = token_stats(logits, output, at::tensor({3, 5, 7}, at::kLong));
  EXPECT_FLOAT_EQ(stats.logp_N[0].item<float>(), 0);
  EXPECT_NEAR(stats.entropy_N[0].item<float>(), 0, 1e-6);
  EXPECT_NEAR(stats.logp_N[1].item<float>(), -std::log(40.0), 4e-3);  // ulp of 3e4 is 2e-3
  EXPECT_NEAR(stats.entropy_N[1].item<float>(), std::log(40.0), 1e-5);
  EXPECT_FLOAT_EQ(stats.logp_N[2].item<float>(), -1e30F);
  stats.logp_N.sum().backward();
  EXPECT_TRUE(at::isfinite(logits.grad()).all().item<bool>());
  EXPECT_NEAR(logits.grad()[2][7].item<float>(), 1, 1e-6);
}

TEST(TokenStats, GivesNoGradientToFrozenInputsAndWorksWithoutRows) {
  Case c = make_case(9, 4, 33, at::kFloat);
  const at::Tensor frozen = c.output_VD.detach();
  token_stats(c.hidden_ND, frozen, c.targets_N).logp_N.sum().backward();
  EXPECT_TRUE(c.hidden_ND.grad().defined());
  EXPECT_FALSE(frozen.grad().defined());

  const TokenStats none = token_stats(c.hidden_ND.narrow(0, 0, 0), c.output_VD, c.targets_N.narrow(0, 0, 0));
  EXPECT_EQ(none.logp_N.numel(), 0);
  none.logp_N.sum().backward();
  EXPECT_EQ(c.output_VD.grad().abs().max().item<float>(), 0);
}

TEST(TokenStats, RunsBackwardTwiceWhenTheGraphIsKept) {
  const Case c = make_case(20, 4, 33, at::kDouble);
  const at::Tensor value = mix(token_stats(c.hidden_ND, c.output_VD, c.targets_N));
  value.backward({}, /*retain_graph=*/true);
  const at::Tensor first = c.hidden_ND.grad().clone();
  c.hidden_ND.mutable_grad().reset();
  value.backward();
  EXPECT_TRUE(at::equal(first, c.hidden_ND.grad()));
}

TEST(TokenStats, RefusesWhatDoesNotFit) {
  const Case c = make_case(3, 4, 10, at::kFloat);
  EXPECT_THROW(token_stats(c.hidden_ND, c.output_VD, at::tensor({1, 2, 10}, at::kLong)), core::Error);
  EXPECT_THROW(token_stats(c.hidden_ND, c.output_VD, at::tensor({1, 2, -1}, at::kLong)), core::Error);
  EXPECT_THROW(token_stats(c.hidden_ND, c.output_VD, at::tensor({1, 2}, at::kLong)), core::Error);
  EXPECT_THROW(token_stats(c.hidden_ND, c.output_VD.to(at::kBFloat16), c.targets_N), core::Error);
}

}  // namespace
}  // namespace model
