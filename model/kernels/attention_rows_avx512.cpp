#include <immintrin.h>

#include <cstring>

#include "model/kernels/attention_rows.h"

// g++ 12's own AVX-512 headers read "undefined" vectors on purpose (GCC bug 105593).
#pragma GCC diagnostic ignored "-Wuninitialized"
#pragma GCC diagnostic ignored "-Wunused-function"
#pragma GCC push_options
#pragma GCC target("avx512f,avx512bw,avx512vl,avx512dq")
namespace model::kernels {

namespace {
// clang-format off: in this order, each builds on the one before
#include "model/kernels/simd_avx512.h"
#include "model/kernels/exp_inl.h"
// clang-format on

constexpr int kWidth = 64;
constexpr int kVecs = kWidth / Vec::kWidth;

inline Vec keep(int visible, int vec, Vec x, float otherwise) {
  const int seen = visible - vec * Vec::kWidth;
  return seen >= Vec::kWidth ? x : Vec::first(seen > 0 ? seen : 0, x, Vec::set(otherwise));
}

template <class T>
void gradient(const SoftmaxGradientTile& t) {
  for (int64_t row = 0; row < t.rows; ++row) {
    const Vec lse = Vec::set(t.lse[row]), delta = Vec::set(t.delta[row]), scale = Vec::set(t.scale);
#pragma GCC unroll 4
    for (int j = 0; j < kVecs; ++j) {
      const int64_t at = row * kWidth + j * Vec::kWidth;
      // A seen score is at most its row's log-sum; what rounding adds to that is cut off.
      const Vec below = Vec::max(Vec::set(-87.0F), Vec::load(t.scores + at) * scale - lse);
      const Vec p = keep(t.visible[row], j, exp_nonpositive({_mm512_min_ps(below.v, _mm512_set1_ps(1.0F))}), 0.0F);
      p.store(static_cast<T*>(t.p) + at);
      (p * (Vec::load(t.dp + at) - delta) * scale).store(static_cast<T*>(t.ds) + at);
    }
  }
}

template <class T>
void row_dots(const void* a, const void* b, int64_t rows, int64_t width, float* dots) {
  for (int64_t row = 0; row < rows; ++row) {
    const T *x = static_cast<const T*>(a) + row * width, *y = static_cast<const T*>(b) + row * width;
    Vec sum = Vec::zero();
    int64_t i = 0;
    for (; i + Vec::kWidth <= width; i += Vec::kWidth) sum = Vec::fma(Vec::load(x + i), Vec::load(y + i), sum);
    if (i < width) {
      T rest[2][Vec::kWidth] = {};
      std::memcpy(rest[0], x + i, static_cast<size_t>(width - i) * sizeof(T));
      std::memcpy(rest[1], y + i, static_cast<size_t>(width - i) * sizeof(T));
      sum = Vec::fma(Vec::load(rest[0]), Vec::load(rest[1]), sum);
    }
    dots[row] = sum.reduce_add();
  }
}
}  // namespace

const AttentionRows kAttentionRowsF32 = {gradient<float>, row_dots<float>};
const AttentionRows kAttentionRowsBf16 = {gradient<uint16_t>, row_dots<uint16_t>};

}  // namespace model::kernels
#pragma GCC pop_options
