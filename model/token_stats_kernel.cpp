#include "model/token_stats_kernel.h"

#include <ATen/Parallel.h>

#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>

#include "core/error.h"
#include "model/kernels/isa.h"

namespace model {
namespace {

#define FR_INLINE inline __attribute__((always_inline))

constexpr int kLanes = 16;
constexpr int64_t kBlock = 2048;  // lanes are summed in fp32 inside a block, blocks in fp64

using Floats = float __attribute__((vector_size(64)));
using Ints = int32_t __attribute__((vector_size(64)));
using Words = uint32_t __attribute__((vector_size(64)));
using Halves = uint16_t __attribute__((vector_size(32)));

FR_INLINE void load(const float* from, Floats& to) {
  std::memcpy(&to, from, sizeof(to));
}
FR_INLINE void store(float* to, const Floats& from) {
  std::memcpy(to, &from, sizeof(from));
}
FR_INLINE void load(const at::BFloat16* from, Floats& to) {
  Halves halves;
  std::memcpy(&halves, from, sizeof(halves));
  const Words words = __builtin_convertvector(halves, Words) << 16;
  std::memcpy(&to, &words, sizeof(to));
}
FR_INLINE void store(at::BFloat16* to, const Floats& from) {
  Words words;
  std::memcpy(&words, &from, sizeof(words));
  words = (words + 0x7fff + ((words >> 16) & 1)) >> 16;  // to nearest, ties to even
  const Halves halves = __builtin_convertvector(words, Halves);
  std::memcpy(to, &halves, sizeof(halves));
}

// exp(x) for x <= 0 to 2 ulp (Cephes' expf: 2^n * p(r), |r| <= ln 2 / 2); below -87 it gives e^-87, about 1e-38.
FR_INLINE void exp_vector(Floats& x) {
  x = x < -87.0F ? Floats{} - 87.0F : x;
  const Floats magic = Floats{} + 12582912.0F;  // 1.5 * 2^23: adding it rounds to an integer
  const Floats n = (x * 1.44269504F + magic) - magic;
  const Floats r = x - n * 0.693359375F + n * 2.12194440e-4F;
  Floats p = Floats{} + 1.9875691500e-4F;
  p = p * r + 1.3981999507e-3F;
  p = p * r + 8.3334519073e-3F;
  p = p * r + 4.1665795894e-2F;
  p = p * r + 1.6666665459e-1F;
  p = p * r + 5.0000001201e-1F;
  p = p * r * r + r + 1.0F;
  const Ints exponent = (__builtin_convertvector(n, Ints) + 127) << 23;
  Floats scale;
  std::memcpy(&scale, &exponent, sizeof(scale));
  x = p * scale;
}

FR_INLINE double lane_sum(const Floats& x) {
  double sum = 0;
  for (int i = 0; i < kLanes; ++i) sum += x[i];
  return sum;
}

// logsumexp, entropy and mean of one row.
struct RowStats {
  double logsumexp;
  double entropy;
  double mean;
};

template <class T>
FR_INLINE RowStats row_stats_body(const T* row, int64_t size) {
  const int64_t whole = size - size % kLanes;
  float top = -std::numeric_limits<float>::infinity();
  double total = 0;
  Floats top_lanes = Floats{} + top;
  for (int64_t begin = 0; begin < whole; begin += kBlock) {
    const int64_t end = begin + kBlock < whole ? begin + kBlock : whole;
    Floats sum{};
    for (int64_t v = begin; v < end; v += kLanes) {
      Floats z;
      load(row + v, z);
      top_lanes = z > top_lanes ? z : top_lanes;
      sum += z;
    }
    total += lane_sum(sum);
  }
  for (int i = 0; i < kLanes; ++i) top = top_lanes[i] > top ? top_lanes[i] : top;
  for (int64_t v = whole; v < size; ++v) {
    const auto z = static_cast<float>(row[v]);
    top = z > top ? z : top;
    total += z;
  }
  double weights = 0;   // sum exp(z - top)
  double weighted = 0;  // sum exp(z - top) (z - top)
  for (int64_t begin = 0; begin < whole; begin += kBlock) {
    const int64_t end = begin + kBlock < whole ? begin + kBlock : whole;
    Floats sum{};
    Floats sum_z{};
    for (int64_t v = begin; v < end; v += kLanes) {
      Floats z;
      load(row + v, z);
      z -= top;
      Floats e = z;
      exp_vector(e);
      sum += e;
      sum_z += e * z;
    }
    weights += lane_sum(sum);
    weighted += lane_sum(sum_z);
  }
  for (int64_t v = whole; v < size; ++v) {
    const double z = static_cast<float>(row[v]) - top;
    weights += std::exp(z);
    weighted += std::exp(z) * z;
  }
  return {top + std::log(weights), std::log(weights) - weighted / weights, total / static_cast<double>(size)};
}

// d/dz of one row, without the target's own term: softmax(z) (a + b z) + c.
struct RowGradient {
  double logsumexp;
  double a;
  double b;
  double c;
};

template <class T>
FR_INLINE void row_gradient_body(T* row, int64_t size, const RowGradient& gradient) {
  const int64_t whole = size - size % kLanes;
  const auto lse = static_cast<float>(gradient.logsumexp);
  const auto a = static_cast<float>(gradient.a);
  const auto b = static_cast<float>(gradient.b);
  const auto c = static_cast<float>(gradient.c);
  for (int64_t v = 0; v < whole; v += kLanes) {
    Floats z;
    load(row + v, z);
    Floats p = z - lse;
    p = p > 0.0F ? Floats{} : p;  // rounding of logsumexp
    exp_vector(p);
    p = p * (z * b + a) + c;
    store(row + v, p);
  }
  for (int64_t v = whole; v < size; ++v) {
    const auto z = static_cast<float>(row[v]);
    row[v] = static_cast<T>(std::exp(z - lse) * (z * b + a) + c);
  }
}

#define FR_AVX512 __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,fma")))

template <class T>
FR_AVX512 RowStats row_stats_avx512(const T* row, int64_t size) {
  return row_stats_body(row, size);
}
template <class T>
FR_AVX512 void row_gradient_avx512(T* row, int64_t size, const RowGradient& gradient) {
  row_gradient_body(row, size, gradient);
}

bool has_avx512() {
  return kernels::best_isa() != kernels::Isa::avx2;
}

template <class T>
RowStats row_stats(const T* row, int64_t size) {
  return has_avx512() ? row_stats_avx512(row, size) : row_stats_body(row, size);
}
template <class T>
void row_gradient(T* row, int64_t size, const RowGradient& gradient) {
  has_avx512() ? row_gradient_avx512(row, size, gradient) : row_gradient_body(row, size, gradient);
}

// fp64 is for gradient checks: plain loops.
template <>
RowStats row_stats<double>(const double* row, int64_t size) {
  double top = row[0];
  double total = 0;
  for (int64_t v = 0; v < size; ++v) {
    top = std::max(top, row[v]);
    total += row[v];
  }
  double weights = 0;
  double weighted = 0;
  for (int64_t v = 0; v < size; ++v) {
    const double e = std::exp(row[v] - top);
    weights += e;
    weighted += e * (row[v] - top);
  }
  return {top + std::log(weights), std::log(weights) - weighted / weights, total / static_cast<double>(size)};
}
template <>
void row_gradient<double>(double* row, int64_t size, const RowGradient& gradient) {
  for (int64_t v = 0; v < size; ++v) {
    row[v] = std::exp(row[v] - gradient.logsumexp) * (gradient.a + gradient.b * row[v]) + gradient.c;
  }
}

template <class T, class Stat>
void stats_rows(const at::Tensor& logits_NV, const at::Tensor& targets_N, const at::Tensor& stats_4N) {
  const int64_t width = logits_NV.size(1);
  const T* logits = logits_NV.const_data_ptr<T>();
  const int64_t* targets = targets_N.const_data_ptr<int64_t>();
  Stat* stats = stats_4N.mutable_data_ptr<Stat>();
  const int64_t stride = stats_4N.stride(0);
  at::parallel_for(0, logits_NV.size(0), 1, [&](int64_t begin, int64_t end) {
    for (int64_t n = begin; n < end; ++n) {
      const T* row = logits + n * width;
      const RowStats result = row_stats(row, width);
      stats[n] = static_cast<Stat>(static_cast<double>(row[targets[n]]) - result.logsumexp);
      stats[stride + n] = static_cast<Stat>(result.logsumexp);
      stats[2 * stride + n] = static_cast<Stat>(result.entropy);
      stats[3 * stride + n] = static_cast<Stat>(result.mean);
    }
  });
}

template <class T, class Stat>
void backward_rows(const at::Tensor& logits_NV, const at::Tensor& targets_N, const at::Tensor& stats_4N,
                   const at::Tensor& gradients_4N) {
  const int64_t width = logits_NV.size(1);
  T* logits = logits_NV.mutable_data_ptr<T>();
  const int64_t* targets = targets_N.const_data_ptr<int64_t>();
  const Stat* stats = stats_4N.const_data_ptr<Stat>();
  const Stat* gradients = gradients_4N.const_data_ptr<Stat>();
  const int64_t stride = stats_4N.stride(0);
  const int64_t gradient_stride = gradients_4N.stride(0);
  at::parallel_for(0, logits_NV.size(0), 1, [&](int64_t begin, int64_t end) {
    for (int64_t n = begin; n < end; ++n) {
      const double g_logp = gradients[n];
      const double g_lse = gradients[gradient_stride + n];
      const double g_entropy = gradients[2 * gradient_stride + n];
      const double g_mean = gradients[3 * gradient_stride + n];
      const double lse = stats[stride + n];
      const double entropy = stats[2 * stride + n];
      T* row = logits + n * width;
      // d logp = 1[target] - p; d logsumexp = p; d entropy = -p (z - logsumexp + H); d mean = 1 / V.
      // The target's entry is set on its own: 1 - p in one rounding.
      const double z = static_cast<double>(row[targets[n]]);
      const RowGradient gradient{lse, g_lse - g_logp - g_entropy * (entropy - lse), -g_entropy,
                                 g_mean / static_cast<double>(width)};
      const double target = g_logp + std::exp(z - lse) * (gradient.a + gradient.b * z) + gradient.c;
      row_gradient(row, width, gradient);
      row[targets[n]] = static_cast<T>(target);
    }
  });
}

}  // namespace

void token_stats_rows(const at::Tensor& logits_NV, const at::Tensor& targets_N, const at::Tensor& stats_4N) {
  FR_CHECK(logits_NV.is_contiguous() && targets_N.is_contiguous() && stats_4N.stride(1) == 1, "token_stats rows");
  switch (logits_NV.scalar_type()) {
    case at::kFloat:
      return stats_rows<float, float>(logits_NV, targets_N, stats_4N);
    case at::kBFloat16:
      return stats_rows<at::BFloat16, float>(logits_NV, targets_N, stats_4N);
    case at::kDouble:
      return stats_rows<double, double>(logits_NV, targets_N, stats_4N);
    default:
      FR_CHECK(false, "token_stats: logits of an unsupported dtype");
  }
}

void token_stats_backward_rows(const at::Tensor& logits_NV, const at::Tensor& targets_N, const at::Tensor& stats_4N,
                               const at::Tensor& gradients_4N) {
  FR_CHECK(
      logits_NV.is_contiguous() && targets_N.is_contiguous() && stats_4N.stride(1) == 1 && gradients_4N.stride(1) == 1,
      "token_stats backward rows");
  switch (logits_NV.scalar_type()) {
    case at::kFloat:
      return backward_rows<float, float>(logits_NV, targets_N, stats_4N, gradients_4N);
    case at::kBFloat16:
      return backward_rows<at::BFloat16, float>(logits_NV, targets_N, stats_4N, gradients_4N);
    case at::kDouble:
      return backward_rows<double, double>(logits_NV, targets_N, stats_4N, gradients_4N);
    default:
      FR_CHECK(false, "token_stats: logits of an unsupported dtype");
  }
}

}  // namespace model
