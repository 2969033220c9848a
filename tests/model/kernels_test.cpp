// Kernels against naive fp64 code, for every instruction set of this machine.
#include <gtest/gtest.h>

#include <cmath>

#include "core/rng.h"
#include "model/kernels/attention.h"
#include "model/kernels/linear.h"
#include "model/kernels/matmul.h"
#include "model/kernels/softmax.h"
#include "tests/model/attention_task.h"

namespace model::kernels {
namespace {

double worst(const at::Tensor& a, const at::Tensor& b) {
  return (a.to(at::kDouble) - b.to(at::kDouble)).abs().max().item<double>();
}

at::Tensor run_linear(Isa isa, const at::Tensor& x, const at::Tensor& w, const at::Tensor& bias, bool to_f32,
                      int64_t begin, int64_t end) {
  const bool bf16 = x.scalar_type() == at::kBFloat16;
  at::Tensor y = at::full({x.size(0), w.size(0)}, 77.0, x.options().dtype(to_f32 ? at::kFloat : x.scalar_type()));
  const LinearArgs args = linear_args(x, w, bias, y);
  const LinearKernels& k = linear_kernels(isa);
  (bf16 ? (to_f32 ? k.bf16_to_f32 : k.bf16) : k.f32)(args, begin, end);
  return y;
}

// One accumulator per output: `inner` roundings of partial sums walk at random.
double rounding(int64_t inner) {
  return 2e-6 + 4e-7 * std::sqrt(static_cast<double>(inner));
}

TEST(LinearKernel, EqualsFp64OnOddShapes) {
  at::manual_seed(1);
  int cases = 0;
  for (const Isa isa : supported_isas()) {
    for (const int64_t rows : {1, 2, 3, 4, 5, 6, 7, 8, 13, 25}) {
      for (const int64_t inner : {1, 7, 16, 31, 33, 100, 576}) {
        for (const int64_t outputs : {1, 3, 4, 8, 17, 33, 70}) {
          for (const bool bf16 : {false, true}) {
            const at::ScalarType type = bf16 ? at::kBFloat16 : at::kFloat;
            const at::Tensor x = at::randn({rows, inner + 3}).to(type).narrow(1, 0, inner);  // strided rows
            const at::Tensor w = at::randn({outputs, inner}).to(type);
            const at::Tensor bias = (rows + inner) % 2 == 0 ? at::randn({outputs}).to(type) : at::Tensor();
            at::Tensor expected = at::matmul(x.to(at::kDouble), w.to(at::kDouble).t());
            if (bias.defined()) expected = expected + bias.to(at::kDouble);
            const double scale = std::sqrt(static_cast<double>(inner)) + 1;
            ASSERT_LT(worst(run_linear(isa, x, w, bias, true, 0, outputs), expected), rounding(inner) * scale)
                << isa_name(isa) << " " << rows << "x" << inner << "x" << outputs << (bf16 ? " bf16" : " f32");
            if (bf16) {
              const at::Tensor rounded = run_linear(isa, x, w, bias, false, 0, outputs).to(at::kDouble);
              ASSERT_LT(((rounded - expected).abs() - expected.abs() * 0x1p-8).max().item<double>(), 1e-5 * scale);
            }
            ++cases;
          }
        }
      }
    }
  }
  RecordProperty("cases", cases);
}

at::Tensor run_gemm(Isa isa, const at::Tensor& x, const at::Tensor& w, const at::Tensor& bias, bool to_f32) {
  const bool bf16 = x.scalar_type() == at::kBFloat16;
  at::Tensor y = at::empty({x.size(0), w.size(0)}, x.options().dtype(to_f32 ? at::kFloat : x.scalar_type()));
  const LinearArgs args = linear_args(x, w, bias, y);
  std::vector<float> scratch(static_cast<size_t>(gemm_scratch(args.rows)));
  const LinearKernels& k = linear_kernels(isa);
  (bf16 ? (to_f32 ? k.gemm_bf16_to_f32 : k.gemm_bf16) : k.gemm_f32)(args, 0, w.size(0), scratch.data());
  return y;
}

TEST(LinearKernel, ManyRowsEqualFp64OnOddShapes) {
  at::manual_seed(11);
  for (const Isa isa : supported_isas()) {
    for (const int64_t rows : {1, 5, 6, 9, 12, 13, 29, 1030}) {
      for (const int64_t inner : {2, 14, 30, 64, 98, 600, 1500}) {
        if (rows > 1000 && inner > 100) continue;
        for (const int64_t outputs : {1, 16, 31, 32, 33, 70}) {
          for (const bool bf16 : {false, true}) {
            const at::ScalarType type = bf16 ? at::kBFloat16 : at::kFloat;
            const at::Tensor x = at::randn({rows, inner + 2}).to(type).narrow(1, 0, inner);
            const at::Tensor w = at::randn({outputs, inner}).to(type);
            const at::Tensor bias = rows % 2 == 0 ? at::randn({outputs}).to(type) : at::Tensor();
            at::Tensor expected = at::matmul(x.to(at::kDouble), w.to(at::kDouble).t());
            if (bias.defined()) expected = expected + bias.to(at::kDouble);
            const double scale = std::sqrt(static_cast<double>(inner)) + 1;
            ASSERT_LT(worst(run_gemm(isa, x, w, bias, true), expected), rounding(inner) * scale)
                << isa_name(isa) << " " << rows << "x" << inner << "x" << outputs << (bf16 ? " bf16" : " f32");
            if (bf16) {
              const at::Tensor rounded = run_gemm(isa, x, w, bias, false).to(at::kDouble);
              ASSERT_LT(((rounded - expected).abs() - expected.abs() * 0x1p-8).max().item<double>(), 1e-5 * scale);
            }
          }
        }
      }
    }
  }
}

TEST(LinearKernel, WritesOnlyItsColumns) {
  const at::Tensor x = at::randn({5, 40});
  const at::Tensor w = at::randn({30, 40});
  for (const Isa isa : supported_isas()) {
    for (const int64_t rows : {1, 5}) {
      const at::Tensor y = run_linear(isa, x.narrow(0, 0, rows), w, {}, true, 8, 19);
      EXPECT_TRUE(y.narrow(1, 0, 8).eq(77).all().item<bool>());
      EXPECT_TRUE(y.narrow(1, 19, 11).eq(77).all().item<bool>());
      EXPECT_LT(worst(y.narrow(1, 8, 11), at::matmul(x.narrow(0, 0, rows), w.t()).narrow(1, 8, 11)), 1e-4);
    }
  }
}

TEST(LinearKernel, NanAndInfinityStayVisible) {
  at::Tensor x = at::ones({3, 64}).to(at::kBFloat16);
  x[1][5] = std::nan("");
  x[2][7] = INFINITY;
  const at::Tensor w = at::ones({9, 64}).to(at::kBFloat16);
  for (const Isa isa : supported_isas()) {
    const at::Tensor y = run_linear(isa, x, w, {}, false, 0, 9).to(at::kFloat);
    EXPECT_TRUE(y[0].eq(64).all().item<bool>());
    EXPECT_TRUE(y[1].isnan().all().item<bool>());
    EXPECT_TRUE(y[2].isinf().all().item<bool>());
  }
}

TEST(Linear, OneRowIsTheSameAmongManyAndInTraining) {
  at::manual_seed(2);
  for (const at::ScalarType type : {at::kFloat, at::kBFloat16}) {
    if (!linear_row_invariant(type)) continue;
    for (const int64_t inner : {96, 1078}) {
      const at::Tensor x = at::randn({70, inner}).to(type);
      const at::Tensor w = at::randn({130, inner}).to(type);
      const at::Tensor all = kernels::linear(x, w);
      for (const int64_t some : {1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 13, 69}) {
        EXPECT_TRUE(at::equal(kernels::linear(x.narrow(0, 70 - some, some), w), all.narrow(0, 70 - some, some)))
            << c10::toString(type) << " " << some << " rows of " << inner;
      }
      if (matmul_kernels(type) == nullptr) continue;
      at::Tensor trained = at::empty_like(all);
      matmul_into(trained, x, w.t(), false);
      EXPECT_TRUE(at::equal(trained, all)) << c10::toString(type) << " " << inner;
    }
  }
}

TEST(LinearKernel, FewAndManyRowsSumAlike) {
  at::manual_seed(3);
  for (const Isa isa : supported_isas()) {
    for (const at::ScalarType type : {at::kFloat, at::kBFloat16}) {
      for (const int64_t inner : {2, 30, 64, 98, 1500}) {
        const at::Tensor x = at::randn({13, inner}).to(type);
        const at::Tensor w = at::randn({45, inner}).to(type);
        const at::Tensor bias = inner % 4 == 0 ? at::randn({45}).to(type) : at::Tensor();
        for (const bool to_f32 : {true, false}) {
          EXPECT_TRUE(at::equal(run_linear(isa, x, w, bias, to_f32, 0, 45), run_gemm(isa, x, w, bias, to_f32)))
              << isa_name(isa) << " " << c10::toString(type) << " " << inner;
        }
      }
    }
  }
}

// Keys and values of `length` tokens in shuffled blocks, the last of each chunk partial.
struct Cached {
  std::vector<KvSpan> spans;
  std::vector<KvSlot> slots;
};
Cached lay_out(const std::vector<int64_t>& chunks, int32_t& next_block) {
  Cached cached;
  for (const int64_t chunk : chunks) {
    for (int64_t i = 0; i < chunk; ++i) {
      if (i % kKvBlockTokens == 0) cached.spans.push_back({next_block++, 0});
      cached.slots.push_back({cached.spans.back().block, cached.spans.back().tokens++});
    }
  }
  return cached;
}

void expect_attention(Isa isa, at::ScalarType type, int64_t heads, int64_t kv_heads, int64_t size,
                      const std::vector<int64_t>& chunks, int64_t queries) {
  int64_t length = 0;
  for (const int64_t chunk : chunks) length += chunk;
  int32_t blocks = 1;
  const Cached cached = lay_out(chunks, blocks);
  const int64_t width = padded_head_size(size);
  // What nobody wrote is NaN: reading it shows.
  at::Tensor keys = at::full({blocks, kv_heads, width, kKvBlockTokens}, std::nan("")).to(type);
  at::Tensor values = at::full({blocks, kv_heads, kKvBlockTokens, width}, std::nan("")).to(type);
  const KvLayerView layer{keys.data_ptr(), values.data_ptr(), kv_heads, size};
  const at::Tensor q = at::randn({queries, heads, size}).to(type);
  const at::Tensor k = at::randn({length, kv_heads, size + 5}).to(type).narrow(2, 0, size);
  const at::Tensor v = at::randn({length, kv_heads, size}).to(type);
  store_kv(layer, cached.slots, k, v);

  at::Tensor out = at::empty({queries, heads, size}, type);
  std::vector<float> scratch(static_cast<size_t>(attention_scratch(size)));
  const QueryRun run{0, queries, length - queries, cached.spans};
  for (int64_t h = 0; h < kv_heads; ++h) {
    const AttentionTask task = test::task_over(layer, q, out, {&run, 1}, h);
    (type == at::kFloat ? attention_kernels(isa).f32 : attention_kernels(isa).bf16)(task, scratch.data());
  }

  const auto wide = [&](const at::Tensor& x) { return x.to(at::kDouble).repeat_interleave(heads / kv_heads, 1); };
  const at::Tensor scores =
      at::einsum("qhe,khe->hqk", {q.to(at::kDouble), wide(k)}) / std::sqrt(static_cast<double>(size));
  const at::Tensor hidden = at::ones({queries, length}, at::kBool).tril(length - queries).logical_not();
  const at::Tensor p = at::softmax(scores.masked_fill(hidden, -INFINITY), -1);
  const at::Tensor expected = at::einsum("hqk,khe->qhe", {p, wide(v)});
  EXPECT_LT(worst(out, expected), type == at::kFloat ? 3e-6 : 2e-2)
      << isa_name(isa) << " heads " << heads << "/" << kv_heads << " size " << size << " length " << length
      << " queries " << queries;
}

TEST(AttentionKernel, EqualsFp64OverForestsOfBlocks) {
  at::manual_seed(3);
  for (const Isa isa : supported_isas()) {
    for (const at::ScalarType type : {at::kFloat, at::kBFloat16}) {
      for (const auto& [heads, kv_heads] : {std::pair<int64_t, int64_t>{9, 3}, {4, 4}, {8, 1}, {24, 1}, {10, 2}}) {
        for (const int64_t size : {8, 64, 80, 128}) {
          expect_attention(isa, type, heads, kv_heads, size, {1}, 1);
          expect_attention(isa, type, heads, kv_heads, size, {33}, 33);
          expect_attention(isa, type, heads, kv_heads, size, {40, 1, 70}, 1);
          expect_attention(isa, type, heads, kv_heads, size, {31, 45, 64, 20}, 50);
        }
      }
    }
  }
}

TEST(AttentionKernel, LargeScoresDoNotOverflow) {
  for (const Isa isa : supported_isas()) {
    int32_t blocks = 0;
    const Cached cached = lay_out({40}, blocks);
    at::Tensor keys = at::zeros({blocks, 1, 16, kKvBlockTokens});
    at::Tensor values = at::zeros({blocks, 1, kKvBlockTokens, 16});
    const KvLayerView layer{keys.data_ptr(), values.data_ptr(), 1, 16};
    at::Tensor k = at::full({40, 1, 16}, -900.0);
    k[39] = 900;
    at::Tensor v = at::full({40, 1, 16}, -1.0);
    v[39] = 5;
    store_kv(layer, cached.slots, k, v);
    const at::Tensor q = at::full({1, 1, 16}, 900.0);
    at::Tensor out = at::empty({1, 1, 16});
    const QueryRun run{0, 1, 39, cached.spans};
    const AttentionTask task = test::task_over(layer, q, out, {&run, 1}, 0);
    std::vector<float> scratch(static_cast<size_t>(attention_scratch(16)));
    attention_kernels(isa).f32(task, scratch.data());
    EXPECT_LT(worst(out, at::full({1, 1, 16}, 5.0)), 1e-6) << isa_name(isa);
  }
}

TEST(SoftmaxKernel, SumsEqualFp64) {
  core::Rng rng(4);
  for (const Isa isa : supported_isas()) {
    for (const int64_t count : {1, 5, 8, 16, 17, 511, 512, 1000}) {
      std::vector<float> row(static_cast<size_t>(count));
      for (float& x : row) x = static_cast<float>(rng.normal() * 12);
      const float max = *std::max_element(row.begin(), row.end());
      EXPECT_EQ(softmax_kernels(isa).max(row.data(), count), max);
      for (const float inverse : {1.0F, 2.5F, 0.1F}) {
        double expected = 0;
        for (const float x : row) expected += std::exp((static_cast<double>(x) - max) * inverse);
        const double sum = softmax_kernels(isa).exp_sum(row.data(), count, max, inverse);
        EXPECT_NEAR(sum / expected, 1, 2e-6) << isa_name(isa) << " " << count;
      }
    }
  }
}

TEST(SoftmaxKernel, FindsNanAndMaskedLogits) {
  for (const Isa isa : supported_isas()) {
    std::vector<float> row(100, 1.0F);
    row[3] = -INFINITY;
    EXPECT_EQ(softmax_kernels(isa).max(row.data(), 100), 1.0F);
    for (const size_t place : {size_t{0}, size_t{50}, size_t{99}}) {
      std::vector<float> bad(100, 1.0F);
      bad[place] = std::nanf("");
      EXPECT_TRUE(std::isnan(softmax_kernels(isa).max(bad.data(), 100))) << isa_name(isa) << " " << place;
    }
  }
}

}  // namespace
}  // namespace model::kernels
