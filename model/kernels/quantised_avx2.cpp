#include <immintrin.h>

#include <cstdint>
#include <cstring>

#include "model/kernels/quantised_table.h"

namespace model::kernels {

namespace {

struct Lanes {
  static constexpr int kLanes = 8;
  static constexpr int kMostRows = 4;
  static constexpr int kRowsInStep = 1;  // registers are few
  using Bytes = __m256i;
  using Products = __m256i;
  using Floats = __m256;

  static Bytes load(const uint8_t* p) { return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(p)); }
  static Bytes low(Bytes pairs) { return _mm256_and_si256(pairs, _mm256_set1_epi8(15)); }
  static Bytes high(Bytes pairs) { return low(_mm256_srli_epi16(pairs, 4)); }

  // Sums of 255 * 127 twice would not fit into the 16 bits of VPMADDUBSW: Q8_0 takes its offset of 128 back first.
  template <QuantFormat Format>
  static __m256i start(const uint8_t* shift) {
    if constexpr (Format != QuantFormat::q4_0) return _mm256_setzero_si256();
    int32_t value;
    std::memcpy(&value, shift, sizeof(value));
    return _mm256_set1_epi32(value);
  }
  template <QuantFormat Format>
  static __m256i add(__m256i sums, Bytes w, int32_t word) {
    __m256i x = _mm256_set1_epi32(word);
    if constexpr (Format == QuantFormat::q8_0) {
      const __m256i signed_w = _mm256_xor_si256(w, _mm256_set1_epi8(-128));
      x = _mm256_sign_epi8(x, signed_w);
      w = _mm256_abs_epi8(signed_w);
    }
    return _mm256_add_epi32(sums, _mm256_madd_epi16(_mm256_maddubs_epi16(w, x), _mm256_set1_epi16(1)));
  }

  static Floats load_half(const uint8_t* p) {
    return _mm256_cvtph_ps(_mm_loadu_si128(reinterpret_cast<const __m128i*>(p)));
  }
  static Floats zero() { return _mm256_setzero_ps(); }
  static Floats set(float x) { return _mm256_set1_ps(x); }
  static Floats mul(Floats a, Floats b) { return _mm256_mul_ps(a, b); }
  static Floats fma(Floats a, Floats b, Floats c) { return _mm256_fmadd_ps(a, b, c); }
  static Floats to_float(__m256i sums) { return _mm256_cvtepi32_ps(sums); }
  static void store(float* p, Floats v) { _mm256_storeu_ps(p, v); }
};

#include "model/kernels/quantised_inl.h"

}  // namespace

const QuantisedKernels kQuantisedAvx2 = kKernels;

}  // namespace model::kernels
