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

inline void store(float* to, Vec x) {
  x.store(to);
}
// bf16, rounded to nearest even; probabilities and their derivatives are finite.
inline void store(uint16_t* to, Vec x) {
  const __m512i bits = _mm512_castps_si512(x.v);
  const __m512i odd = _mm512_and_si512(_mm512_srli_epi32(bits, 16), _mm512_set1_epi32(1));
  const __m512i rounded = _mm512_add_epi32(bits, _mm512_add_epi32(odd, _mm512_set1_epi32(0x7fff)));
  _mm256_storeu_si256(reinterpret_cast<__m256i*>(to), _mm512_cvtepi32_epi16(_mm512_srli_epi32(rounded, 16)));
}

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
      store(static_cast<T*>(t.p) + at, p);
      store(static_cast<T*>(t.ds) + at, p * (Vec::load(t.dp + at) - delta) * scale);
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
