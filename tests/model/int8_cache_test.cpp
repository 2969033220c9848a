// Keys and values as bytes: how far they round, and attention over them.
#include "model/kernels/int8_cache.h"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>

#include "tests/model/attention_task.h"

namespace model {
namespace {

using kernels::KvLayerView;
using kernels::KvSlot;
using kernels::KvSpan;

constexpr int64_t kBlock = kernels::kKvBlockTokens;

float from_bf16(uint16_t bits) {
  return std::bit_cast<float>(static_cast<uint32_t>(bits) << 16U);
}

// Hadamard's matrix for the groups in which keys are rotated, fp64 [width, width]: its own inverse but for the factor.
at::Tensor hadamard(int64_t width, int64_t group) {
  at::Tensor one = at::ones({1, 1}, at::kDouble);
  while (one.size(0) < group) one = at::cat({at::cat({one, one}, 1), at::cat({one, -one}, 1)}, 0);
  return at::kron(at::eye(width / group, at::kDouble), one);
}

int64_t group_of(int64_t width) {
  int64_t group = 16;
  while (width % (2 * group) == 0) group *= 2;
  return group;
}

// One layer's keys and values for `blocks` blocks; what nobody wrote is NaN times 127.
struct Layer {
  Layer(int64_t blocks, int64_t heads, int64_t size)
      : bytes(kernels::int8_head_bytes(kernels::padded_head_size(size))),
        keys(at::full({blocks, heads, bytes}, 0x7f, at::kByte)),
        values(at::full({blocks, heads, bytes}, 0x7f, at::kByte)),
        view{keys.data_ptr(), values.data_ptr(), heads, size, KvForm::int8} {
    const int64_t width = kernels::padded_head_size(size);
    for (const at::Tensor& pool : {keys, values}) pool.narrow(2, kBlock * width, 2 * kBlock).fill_(0xff);
  }
  // The number that stands for element e of a head of a token; keys' are rotated.
  float number(bool of_keys, KvSlot slot, int64_t head, int64_t e) const {
    const int64_t width = kernels::padded_head_size(view.head_size);
    const auto* begin =
        static_cast<const int8_t*>(of_keys ? view.keys : view.values) + (slot.block * view.kv_heads + head) * bytes;
    const int8_t byte = of_keys ? begin[(e / 2 * kBlock + slot.offset) * 2 + e % 2]
                                : begin[(slot.offset / 2 * width + e) * 2 + slot.offset % 2];
    return static_cast<float>(byte) * scale(of_keys, slot, head);
  }
  float scale(bool of_keys, KvSlot slot, int64_t head) const {
    const auto* begin =
        static_cast<const uint8_t*>(of_keys ? view.keys : view.values) + (slot.block * view.kv_heads + head) * bytes;
    const int64_t width = kernels::padded_head_size(view.head_size);
    return from_bf16(reinterpret_cast<const uint16_t*>(begin + kBlock * width)[slot.offset]);
  }
  // As they lie, fp64 [slots, K, E'].
  at::Tensor stored(bool of_keys, const std::vector<KvSlot>& slots) const {
    const int64_t width = kernels::padded_head_size(view.head_size);
    at::Tensor all = at::empty({static_cast<int64_t>(slots.size()), view.kv_heads, width}, at::kDouble);
    auto at = all.accessor<double, 3>();
    for (size_t t = 0; t < slots.size(); ++t) {
      for (int64_t h = 0; h < view.kv_heads; ++h) {
        for (int64_t e = 0; e < width; ++e) {
          at[static_cast<int64_t>(t)][h][e] = static_cast<double>(number(of_keys, slots[t], h, e));
        }
      }
    }
    return all;
  }
  // What they stand for, fp64 [slots, K, E].
  at::Tensor numbers(bool of_keys, const std::vector<KvSlot>& slots) const {
    at::Tensor all = stored(of_keys, slots);
    const int64_t group = group_of(all.size(2));
    if (of_keys) all = at::matmul(all, hadamard(all.size(2), group)) / group;
    return all.narrow(2, 0, view.head_size);
  }

  int64_t bytes;
  at::Tensor keys, values;
  KvLayerView view;
};

std::vector<KvSlot> slots_from(int32_t first_block, int64_t count) {
  std::vector<KvSlot> slots;
  for (int64_t i = 0; i < count; ++i) {
    slots.push_back({first_block + static_cast<int32_t>(i / kBlock), static_cast<int32_t>(i % kBlock)});
  }
  return slots;
}

// Heads of very different sizes, some with a channel that towers over the others.
at::Tensor uneven_heads(int64_t tokens, int64_t heads, int64_t size, at::ScalarType type) {
  at::Tensor x = at::randn({tokens, heads, size}) * at::exp(at::randn({tokens, heads, 1}) * 3);
  x.select(2, size / 2).mul_(20);
  return x.to(type);
}

TEST(Int8Cache, RoundsByHalfAStepAtMost) {
  at::manual_seed(1);
  for (const at::ScalarType type : {at::kFloat, at::kBFloat16}) {
    for (const int64_t size : {1, 8, 12, 64, 80, 128, 512}) {
      const std::vector<KvSlot> slots = slots_from(1, 45);
      Layer layer(3, 2, size);
      const at::Tensor k = uneven_heads(45, 2, size + 3, type).narrow(2, 0, size);
      const at::Tensor v = uneven_heads(45, 2, size, type);
      kernels::store_kv(layer.view, slots, k, v);
      const int64_t width = kernels::padded_head_size(size);
      const at::Tensor rotated =
          at::matmul(at::constant_pad_nd(k.to(at::kDouble), {0, width - size}), hadamard(width, group_of(width)));
      const auto expect_half_a_step = [&](const at::Tensor& got, const at::Tensor& x, double rounding) {
        // bf16 has 8 digits: a scale that is rounded up is less than 1/128 too large.
        const at::Tensor step = x.abs().amax(2) / 127 * (1 + 1.0 / 128);
        EXPECT_LT(((got - x).abs().amax(2) / step).max().item<double>(), 0.5 + rounding) << "size " << size;
      };
      expect_half_a_step(layer.stored(true, slots), rotated, 1e-2);
      expect_half_a_step(layer.numbers(false, slots), v.to(at::kDouble), 1e-5);
    }
  }
}

// One channel does not set the others' step.
TEST(Int8Cache, RotatedKeysLoseLess) {
  at::manual_seed(8);
  const at::Tensor k = uneven_heads(64, 1, 64, at::kFloat);
  const std::vector<KvSlot> slots = slots_from(0, 64);
  Layer layer(2, 1, 64);
  kernels::store_kv(layer.view, slots, k, k);
  const auto loss = [&](bool of_keys) {
    return ((layer.numbers(of_keys, slots) - k).norm(2, 2) / k.norm(2, 2)).mean().item<double>();
  };
  EXPECT_LT(loss(true), loss(false) / 2);
}

TEST(Int8Cache, ATokensBitsAreItsOwn) {
  at::manual_seed(2);
  const at::Tensor k = uneven_heads(70, 3, 24, at::kFloat), v = uneven_heads(70, 3, 24, at::kFloat);
  Layer together(3, 3, 24), apart(5, 3, 24);
  const std::vector<KvSlot> slots = slots_from(0, 70);
  kernels::store_kv(together.view, slots, k, v);
  std::vector<KvSlot> elsewhere;
  for (int64_t t = 69; t >= 0; --t) {  // one at a time, backwards, other blocks and offsets
    elsewhere.insert(elsewhere.begin(), {static_cast<int32_t>(t % 5), static_cast<int32_t>(31 - t / 5)});
    kernels::store_kv(apart.view, std::span(&elsewhere.front(), 1), k.narrow(0, t, 1), v.narrow(0, t, 1));
  }
  for (const bool of_keys : {true, false}) {
    EXPECT_TRUE(at::equal(together.numbers(of_keys, slots), apart.numbers(of_keys, elsewhere)));
  }
}

TEST(Int8Cache, ZeroTinyAndBrokenHeads) {
  for (const auto& [value, scale] : {std::pair<float, float>{0.0F, 0.0F}, {1e-36F, 0.0F}, {3e38F, 2.4e36F}}) {
    std::vector<int8_t> bytes(48, 77);
    std::vector<float> x(48, value);
    EXPECT_NEAR(from_bf16(kernels::round_to_bytes(x.data(), 48, bytes.data())), scale, scale / 50);
    EXPECT_EQ(bytes, std::vector<int8_t>(48, scale == 0 ? 0 : 127));
  }
  for (const float bad : {std::nanf(""), -std::nanf(""), INFINITY, -INFINITY}) {
    std::vector<int8_t> bytes(48, 77);
    std::vector<float> x(48, 1);
    x[7] = bad;
    EXPECT_TRUE(std::isnan(from_bf16(kernels::round_to_bytes(x.data(), 48, bytes.data()))));
  }
}

struct Shape {
  int64_t heads, kv_heads, size, length, queries;
};

at::Tensor attention(kernels::Isa isa, const Layer& layer, const Shape& shape, const at::Tensor& q,
                     std::span<const KvSpan> spans) {
  const at::Tensor out = at::empty({shape.queries, shape.heads, shape.size}, q.options());
  std::vector<float> scratch(static_cast<size_t>(kernels::attention_scratch(shape.size)));
  const auto run = kernels::attention_kernels(isa).choose(q.scalar_type() == at::kBFloat16, KvForm::int8);
  const kernels::QueryRun queries{0, shape.queries, shape.length - shape.queries, spans};
  for (int64_t h = 0; h < shape.kv_heads; ++h) {
    run(test::task_over(layer.view, q, out, {&queries, 1}, h), scratch.data());
  }
  return out;
}

std::vector<KvSpan> spans_over(int32_t first_block, int64_t length) {
  std::vector<KvSpan> spans;
  for (int64_t begin = 0; begin < length; begin += kBlock) {
    spans.push_back({first_block++, static_cast<int32_t>(std::min(kBlock, length - begin))});
  }
  return spans;
}

at::Tensor exact_attention(const Shape& shape, const at::Tensor& q, const at::Tensor& k, const at::Tensor& v) {
  const auto wide = [&](const at::Tensor& x) { return x.repeat_interleave(shape.heads / shape.kv_heads, 1); };
  const at::Tensor scores =
      at::einsum("qhe,khe->hqk", {q.to(at::kDouble), wide(k)}) / std::sqrt(static_cast<double>(shape.size));
  const at::Tensor hidden =
      at::ones({shape.queries, shape.length}, at::kBool).tril(shape.length - shape.queries).logical_not();
  return at::einsum("hqk,khe->qhe", {at::softmax(scores.masked_fill(hidden, -INFINITY), -1), wide(v)});
}

TEST(Int8Attention, EqualsFp64OverTheNumbersOfTheCache) {
  at::manual_seed(3);
  for (const kernels::Isa isa : kernels::supported_isas()) {
    for (const at::ScalarType type : {at::kFloat, at::kBFloat16}) {
      for (const auto& [heads, kv_heads] : {std::pair<int64_t, int64_t>{9, 3}, {4, 4}, {24, 1}, {10, 2}}) {
        for (const int64_t size : {8, 64, 80, 512}) {
          if (size == 512 && heads != 4) continue;
          for (const auto& [length, queries] : {std::pair<int64_t, int64_t>{1, 1}, {33, 33}, {111, 1}, {160, 50}}) {
            const Shape shape{heads, kv_heads, size, length, queries};
            const std::vector<KvSpan> spans = spans_over(1, length);
            const std::vector<KvSlot> slots = slots_from(1, length);
            Layer layer(8, kv_heads, size);
            const at::Tensor q = at::randn({queries, heads, size}).to(type);
            kernels::store_kv(layer.view, slots, at::randn({length, kv_heads, size}).to(type),
                              at::randn({length, kv_heads, size}).to(type));
            const at::Tensor expected =
                exact_attention(shape, q, layer.numbers(true, slots), layer.numbers(false, slots));
            const double off =
                (attention(isa, layer, shape, q, spans).to(at::kDouble) - expected).abs().max().item<double>();
            EXPECT_LT(off, type == at::kFloat ? 2e-4 : 2e-2)
                << kernels::isa_name(isa) << " heads " << heads << "/" << kv_heads << " size " << size << " length "
                << length << " queries " << queries;
          }
        }
      }
    }
  }
}

// A first token that takes nearly everything, as trained models have it, must not cost the others their digits.
TEST(Int8Attention, KeepsWhatASinkLeavesOver) {
  at::manual_seed(4);
  const Shape shape{2, 1, 64, 900, 1};
  const std::vector<KvSpan> spans = spans_over(0, shape.length);
  const std::vector<KvSlot> slots = slots_from(0, shape.length);
  at::Tensor k = at::randn({shape.length, 1, shape.size}) * 0.1, v = at::randn({shape.length, 1, shape.size});
  const at::Tensor q = at::ones({1, 2, shape.size});
  k[0].fill_(2.5);   // e^20 times the others
  v[0].fill_(1e-6);  // and says nothing
  Layer layer(32, 1, shape.size);
  kernels::store_kv(layer.view, slots, k, v);
  const at::Tensor expected = exact_attention(shape, q, layer.numbers(true, slots), layer.numbers(false, slots));
  ASSERT_LT(expected.abs().max().item<double>(), 1e-5);
  for (const kernels::Isa isa : kernels::supported_isas()) {
    const at::Tensor off = attention(isa, layer, shape, q, spans).to(at::kDouble) - expected;
    EXPECT_LT((off.norm() / expected.norm()).item<double>(), 1e-3) << kernels::isa_name(isa);
  }
}

TEST(Int8Attention, AnotherProcessorRoundsHardlyOtherwise) {
  at::manual_seed(5);
  const Shape shape{9, 3, 64, 500, 20};
  const std::vector<KvSpan> spans = spans_over(0, shape.length);
  Layer layer(16, 3, 64);
  kernels::store_kv(layer.view, slots_from(0, shape.length), at::randn({500, 3, 64}), at::randn({500, 3, 64}));
  const at::Tensor q = at::randn({20, 9, 64}) * 3;
  const at::Tensor first = attention(kernels::Isa::avx2, layer, shape, q, spans);
  for (const kernels::Isa isa : kernels::supported_isas()) {
    EXPECT_LT((attention(isa, layer, shape, q, spans) - first).abs().max().item<double>(), 2e-4)
        << kernels::isa_name(isa);
  }
}

TEST(Int8Attention, OneQueryIsTheSameAmongMany) {
  at::manual_seed(6);
  for (const at::ScalarType type : {at::kFloat, at::kBFloat16}) {
    const int64_t length = 205, heads = 9, size = 64;
    Layer layer(16, 3, size);
    kernels::store_kv(layer.view, slots_from(0, length), at::randn({length, 3, size}).to(type),
                      at::randn({length, 3, size}).to(type));
    const at::Tensor q = at::randn({length, heads, size}).to(type);
    const std::vector<KvSpan> spans = spans_over(0, length);
    const kernels::QueryRun all{.begin = 0, .end = length, .first_position = 0, .spans = spans};
    const at::Tensor whole = kernels::attend(layer.view, std::span(&all, 1), q);
    for (int64_t t = 0; t < length; ++t) {
      const std::vector<KvSpan> own = spans_over(0, t + 1);
      const kernels::QueryRun run{.begin = 0, .end = 1, .first_position = t, .spans = own};
      ASSERT_TRUE(at::equal(kernels::attend(layer.view, std::span(&run, 1), q.narrow(0, t, 1)), whole.narrow(0, t, 1)))
          << t;
    }
  }
}

TEST(Int8Attention, ABrokenValueIsSeenByThoseThatSeeIt) {
  at::manual_seed(7);
  const Shape shape{2, 1, 16, 40, 40};
  const std::vector<KvSpan> spans = spans_over(0, 40);
  for (const kernels::Isa isa : kernels::supported_isas()) {
    Layer layer(2, 1, 16);
    const at::Tensor k = at::randn({40, 1, 16}), v = at::randn({40, 1, 16});
    v[35][0][3] = INFINITY;
    kernels::store_kv(layer.view, slots_from(0, 40), k, v);
    const at::Tensor out = attention(isa, layer, shape, at::randn({40, 2, 16}), spans);
    EXPECT_TRUE(out.narrow(0, 0, 35).isfinite().all().item<bool>()) << kernels::isa_name(isa);
    EXPECT_TRUE(out.narrow(0, 35, 5).isnan().all().item<bool>()) << kernels::isa_name(isa);
  }
}

}  // namespace
}  // namespace model
