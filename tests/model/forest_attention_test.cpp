// Our forest attention against ATen's on random forests: values and gradients of q, k and v.
#include "model/ops/forest_attention.h"

#include <ATen/Parallel.h>
#include <gtest/gtest.h>

#include "core/rng.h"
#include "model/attention.h"
#include "model/kernels/packed_attention.h"

namespace model {
namespace {

struct Case {
  int64_t heads, kv_heads, size, longest;
};

std::vector<PackedSequence> random_forest(core::Rng& rng, int64_t longest) {
  std::vector<PackedSequence> forest;
  int64_t next = 0;
  const int64_t count = rng.integer(1, 7);
  for (int64_t i = 0; i < count; ++i) {
    const int64_t length = rng.uniform() < 0.1 ? 0 : rng.integer(1, longest);
    forest.push_back({next, next + length, rng.uniform() < 0.3 ? -1 : rng.integer(-1, i - 1)});
    next += length;
  }
  return forest;
}

double difference(const at::Tensor& a, const at::Tensor& b) {
  const at::Tensor x = a.to(at::kDouble), y = b.to(at::kDouble);
  return ((x - y).abs().max() / (y.abs().max() + 1e-30)).item<double>();
}

struct Outcome {
  at::Tensor out, dq, dk, dv;
};

// Queries, keys and values are slices of one tensor, as the fused projection makes them.
Outcome run(const std::vector<PackedSequence>& forest, const Case& c, const at::Tensor& qkv, const at::Tensor& weights,
            bool ours) {
  PackedBatch batch;
  batch.tokens_T = at::zeros({qkv.size(0)}, at::kLong);
  batch.sequences = forest;
  PackedAttention attention(batch);
  const at::Tensor leaf = qkv.clone().requires_grad_();
  const auto heads = [&](int64_t first, int64_t count) {
    return leaf.narrow(1, first * c.size, count * c.size).view({-1, count, c.size});
  };
  const at::Tensor q = heads(0, c.heads), k = heads(c.heads, c.kv_heads), v = heads(c.heads + c.kv_heads, c.kv_heads);
  const at::Tensor out = ours ? attention.attend(0, q, k, v) : attention.attend_with_aten(q, k, v);
  (out * weights.to(out.scalar_type())).sum().backward();
  const auto grads = leaf.grad().split_with_sizes({c.heads * c.size, c.kv_heads * c.size, c.kv_heads * c.size}, 1);
  return {out.detach(), grads[0], grads[1], grads[2]};
}

TEST(ForestAttention, EqualsAtens) {
  if (!kernels::forest_attention_supported(at::zeros({1, 1, 2}), at::zeros({1, 1, 2}), at::zeros({1, 1, 2}))) {
    GTEST_SKIP() << "this processor has no kernel";
  }
  at::manual_seed(1);
  core::Rng rng(11);
  for (const Case& c : {Case{9, 3, 64, 150}, {4, 4, 16, 70}, {8, 2, 128, 100}, {2, 1, 80, 200}, {60, 1, 32, 70}}) {
    for (int round = 0; round < 6; ++round) {
      const auto forest = random_forest(rng, c.longest);
      const int64_t tokens = forest.back().end;
      if (tokens == 0) continue;
      const at::Tensor qkv = at::randn({tokens, (c.heads + 2 * c.kv_heads) * c.size});
      const at::Tensor weights = at::randn({tokens, c.heads, c.size});
      const Outcome truth = run(forest, c, qkv, weights, false);
      for (const auto type : {at::kFloat, at::kBFloat16}) {
        const Outcome own = run(forest, c, qkv.to(type), weights, true);
        const double bound = type == at::kFloat ? 2e-6 * 10 : 2e-2;
        EXPECT_LE(difference(own.out, truth.out), bound) << tokens;
        EXPECT_LE(difference(own.dq, truth.dq), bound) << tokens;
        EXPECT_LE(difference(own.dk, truth.dk), bound) << tokens;
        EXPECT_LE(difference(own.dv, truth.dv), bound) << tokens;
      }
    }
  }
}

TEST(ForestAttention, GivesTheSameBitsAgain) {
  at::manual_seed(2);
  core::Rng rng(12);
  const Case c{9, 3, 64, 150};
  const auto forest = random_forest(rng, c.longest);
  const at::Tensor qkv = at::randn({forest.back().end, 15 * 64}).to(at::kBFloat16);
  const at::Tensor weights = at::randn({forest.back().end, 9, 64});
  const Outcome first = run(forest, c, qkv, weights, true), second = run(forest, c, qkv, weights, true);
  EXPECT_TRUE(at::equal(first.out, second.out) && at::equal(first.dq, second.dq) && at::equal(first.dk, second.dk) &&
              at::equal(first.dv, second.dv));
}

TEST(ForestPlan, SplitsAllWorkIntoContiguousShares) {
  core::Rng rng(13);
  for (int round = 0; round < 200; ++round) {
    const auto forest = random_forest(rng, 300);
    const kernels::ForestPlan plan(forest, rng.integer(1, 60));
    const int64_t heads = rng.integer(1, 9), parts = rng.integer(1, 20);
    const auto bounds = plan.split(heads, parts);
    ASSERT_EQ(bounds.size(), static_cast<size_t>(parts) + 1);
    EXPECT_EQ(bounds.front(), 0);
    EXPECT_EQ(bounds.back(), heads * static_cast<int64_t>(plan.tiles().size()));
    EXPECT_TRUE(std::is_sorted(bounds.begin(), bounds.end()));
  }
}

}  // namespace
}  // namespace model
