// The kernels between a layer's matrix products against fp64.
#include "model/cuda/layers.h"

#include "tests/model/cuda/device.h"

namespace model::cuda {
namespace {

// bf16 rounding of about `x`, `times` over.
double rounding(double x, int times) {
  return std::abs(x) * 0x1p-8 * 1.01 * times + 1e-6;
}

TEST(CudaEmbedding, GathersRows) {
  for (const size_t width : {8, 64, 2568}) {
    const std::vector<uint16_t> table = random_bf16(width, 11 * width);
    const std::vector<int32_t> tokens = {3, 10, -1, 0, 3};
    DeviceArray<uint16_t> device_table(table), out(tokens.size() * width, kNan16);
    DeviceArray<int32_t> device_tokens(tokens);
    const Embedding args{device_table.data(), device_tokens.data(), out.data(), 5, static_cast<int>(width)};
    const std::vector<uint16_t> got =
        run_twice([&] { ASSERT_EQ(embedding(args, nullptr), 0); }, [&] { return out.read(); });
    for (size_t t = 0; t < tokens.size(); ++t) {
      for (size_t i = 0; i < width; ++i) {
        const uint16_t expected = tokens[t] < 0 ? 0 : table[static_cast<size_t>(tokens[t]) * width + i];
        ASSERT_EQ(got[t * width + i], expected) << width << " " << t << " " << i;
      }
    }
  }
}

void expect_norm(const std::vector<uint16_t>& summed, const std::vector<uint16_t>& weight, double eps,
                 const std::vector<uint16_t>& got) {
  const size_t width = weight.size();
  for (size_t row = 0; row < summed.size() / width; ++row) {
    double squares = 0;
    for (size_t i = 0; i < width; ++i) squares += std::pow(widened(summed[row * width + i]), 2);
    const double scale = 1 / std::sqrt(squares / static_cast<double>(width) + eps);
    for (size_t i = 0; i < width; ++i) {
      const double expected = widened(summed[row * width + i]) * scale * widened(weight[i]);
      ASSERT_NEAR(widened(got[row * width + i]), expected, rounding(expected, 1)) << width << " " << row << " " << i;
    }
  }
}

TEST(CudaRmsNorm, EqualsFp64WithAndWithoutASum) {
  for (const size_t width : {8, 128, 2560, 4104}) {
    const size_t rows = 3;
    const std::vector<uint16_t> x = random_bf16(width, rows * width, 3), delta = random_bf16(width + 1, rows * width);
    const std::vector<uint16_t> weight = random_bf16(width + 2, width);
    DeviceArray<uint16_t> device_x(x), device_delta(delta), device_weight(weight), out(x.size(), kNan16),
        sum(x.size(), kNan16);
    Norm args{device_x.data(),         nullptr, device_weight.data(), nullptr, out.data(), static_cast<int>(rows),
              static_cast<int>(width), 1e-6F};
    expect_norm(x, weight, 1e-6, run_twice([&] { ASSERT_EQ(rms_norm(args, nullptr), 0); }, [&] { return out.read(); }));

    std::vector<uint16_t> expected_sum(x.size());
    for (size_t i = 0; i < x.size(); ++i) expected_sum[i] = narrowed(widened(x[i]) + widened(delta[i]));
    args.delta = device_delta.data();
    args.sum = sum.data();
    args.eps = 0.5F;
    out.write(std::vector<uint16_t>(x.size(), kNan16));
    expect_norm(expected_sum, weight, 0.5,
                run_twice([&] { ASSERT_EQ(rms_norm(args, nullptr), 0); }, [&] { return out.read(); }));
    EXPECT_EQ(sum.read(), expected_sum);

    args.sum = device_x.data();  // the residual stream in place
    ASSERT_EQ(rms_norm(args, nullptr), 0);
    EXPECT_EQ(device_x.read(), expected_sum);
    expect_norm(expected_sum, weight, 0.5, out.read());
  }
}

TEST(CudaRmsNorm, RefusesOddWidths) {
  Norm args;
  args.count = 1;
  args.width = 12;
  EXPECT_EQ(rms_norm(args, nullptr), kInvalidShape);
}

struct Heads {
  int heads, kv_heads, size;
  bool norms;
};

void expect_split(const Heads& shape) {
  const std::vector<int32_t> positions = {7, 0, 2, 33}, slots = {32 * 2 + 5, 32 * 0 + 31, -1, 32 * 2 + 4};
  const size_t tokens = positions.size(), context = 40, size = static_cast<size_t>(shape.size), half = size / 2;
  const size_t all = static_cast<size_t>(shape.heads + 2 * shape.kv_heads);
  const size_t heads = static_cast<size_t>(shape.heads), kv_heads = static_cast<size_t>(shape.kv_heads);
  const std::vector<uint16_t> qkv = random_bf16(1, tokens * all * size, 2);
  const std::vector<uint16_t> q_norm = random_bf16(2, size), k_norm = random_bf16(3, size);
  std::vector<float> cos, sin;
  for (size_t p = 0; p < context; ++p) {
    for (size_t i = 0; i < half; ++i) {
      const double angle = static_cast<double>(p) / std::pow(1e4, static_cast<double>(i) / static_cast<double>(half));
      cos.push_back(static_cast<float>(std::cos(angle)));
      sin.push_back(static_cast<float>(std::sin(angle)));
    }
  }
  const size_t pool = 3 * kv_heads * kBlockTokens * size;
  DeviceArray<uint16_t> device_qkv(qkv), device_q_norm(q_norm), device_k_norm(k_norm), q(tokens * heads * size, kNan16),
      keys(pool, kNan16), values(pool, kNan16);
  DeviceArray<float> device_cos(cos), device_sin(sin);
  DeviceArray<int32_t> device_positions(positions), device_slots(slots);
  SplitHeads args;
  args.qkv = device_qkv.data();
  if (shape.norms) {
    args.q_norm = device_q_norm.data();
    args.k_norm = device_k_norm.data();
  }
  args.eps = 1e-6F;
  args.cos = device_cos.data();
  args.sin = device_sin.data();
  args.positions = device_positions.data();
  args.slots = device_slots.data();
  args.q = q.data();
  args.kv = {keys.data(), values.data(), shape.kv_heads, shape.size};
  args.count = static_cast<int>(tokens);
  args.heads = shape.heads;
  const auto launch = [&] { ASSERT_EQ(split_heads(args, nullptr), 0); };
  const std::vector<uint16_t> got_q = run_twice(launch, [&] { return q.read(); });
  const std::vector<uint16_t> got_keys = run_twice(launch, [&] { return keys.read(); });
  const std::vector<uint16_t> got_values = run_twice(launch, [&] { return values.read(); });

  size_t written = 0;
  for (size_t t = 0; t < tokens; ++t) {
    for (size_t h = 0; h < all; ++h) {
      const uint16_t* in = &qkv[(t * all + h) * size];
      const bool is_query = h < heads, is_value = h >= heads + kv_heads;
      const auto place = static_cast<size_t>(slots[t] % 32), block = static_cast<size_t>(slots[t] / 32);
      if (slots[t] < 0) {
        for (size_t e = 0; is_query && e < size; ++e) ASSERT_EQ(got_q[(t * heads + h) * size + e], kNan16);
        continue;
      }
      if (is_value) {
        const size_t first = ((block * kv_heads + h - heads - kv_heads) * 32 + place / 2 * 2) * size;
        for (size_t e = 0; e < size; ++e) ASSERT_EQ(got_values[first + 2 * e + place % 2], in[e]);
        written += size;
        continue;
      }
      double squares = 0;
      for (size_t e = 0; e < size; ++e) squares += std::pow(widened(in[e]), 2);
      const double scale = 1 / std::sqrt(squares / static_cast<double>(size) + 1e-6);
      const auto normed = [&](size_t e) {
        const double weight = widened(is_query ? q_norm[e] : k_norm[e]);
        return shape.norms ? widened(narrowed(widened(in[e]) * scale * weight)) : widened(in[e]);
      };
      for (size_t e = 0; e < size; ++e) {
        const size_t other = e < half ? e + half : e - half;
        const auto angle = static_cast<size_t>(positions[t]) * half + e % half;
        const double turned = normed(e) * static_cast<double>(cos[angle]) +
                              (e < half ? -1 : 1) * normed(other) * static_cast<double>(sin[angle]);
        const uint16_t got = is_query ? got_q[(t * heads + h) * size + e]
                                      : got_keys[((block * kv_heads + h - heads) * 32 + place) * size + e];
        // A norm on the border between two bf16 may be rounded either way.
        const double slack = shape.norms ? 0x1p-8 * (std::abs(normed(e)) + std::abs(normed(other))) : 0;
        ASSERT_NEAR(widened(got), turned, rounding(turned, 1) + slack) << "token " << t << " head " << h << " at " << e;
      }
    }
  }
  const auto count_written = [](const std::vector<uint16_t>& x) {
    return static_cast<size_t>(std::count_if(x.begin(), x.end(), [](uint16_t v) { return v != kNan16; }));
  };
  EXPECT_EQ(written, 3 * kv_heads * size);
  EXPECT_EQ(count_written(got_keys), written);
  EXPECT_EQ(count_written(got_values), written);
}

TEST(CudaSplitHeads, NormsRotatesAndStores) {
  for (const int size : {64, 128}) {
    for (const bool norms : {false, true}) {
      expect_split({9, 3, size, norms});
      expect_split({4, 4, size, norms});
      expect_split({8, 1, size, norms});
    }
  }
}

TEST(CudaSplitHeads, RefusesShapesThatItDoesNotTake) {
  SplitHeads args;
  args.count = args.heads = 1;
  args.kv = {nullptr, nullptr, 1, 80};
  EXPECT_EQ(split_heads(args, nullptr), kInvalidShape);
  args.kv.head_size = 64;
  args.q_norm = &args;  // without k_norm
  EXPECT_EQ(split_heads(args, nullptr), kInvalidShape);
}

TEST(CudaSwiGlu, EqualsFp64) {
  for (const size_t width : {8, 2056}) {
    const size_t rows = 3;
    std::vector<uint16_t> gate_up = random_bf16(width, rows * 2 * width, 4);
    gate_up[0] = narrowed(-300);  // no overflow, no NaN
    gate_up[1] = narrowed(300);
    DeviceArray<uint16_t> device_gate_up(gate_up), out(rows * width, kNan16);
    const SwiGlu args{device_gate_up.data(), out.data(), static_cast<int>(rows), static_cast<int>(width)};
    const std::vector<uint16_t> got =
        run_twice([&] { ASSERT_EQ(swiglu(args, nullptr), 0); }, [&] { return out.read(); });
    for (size_t row = 0; row < rows; ++row) {
      for (size_t i = 0; i < width; ++i) {
        const double gate = widened(gate_up[row * 2 * width + i]), up = widened(gate_up[row * 2 * width + width + i]);
        const double expected = gate / (1 + std::exp(-gate)) * up;
        ASSERT_NEAR(widened(got[row * width + i]), expected, rounding(expected, 1)) << width << " " << row << " " << i;
      }
    }
  }
}

}  // namespace
}  // namespace model::cuda
