#include <immintrin.h>

#include <cstdint>
#include <cstring>

#include "model/kernels/quantised_table.h"

// g++ 12's own AVX-512 headers read "undefined" vectors on purpose (GCC bug 105593).
#pragma GCC diagnostic ignored "-Wuninitialized"
#pragma GCC push_options
#pragma GCC target("avx512f,avx512bw,avx512vl,avx512dq,avx512vnni")
namespace model::kernels {

namespace {

struct Lanes {
  static constexpr int kLanes = 16;
  static constexpr int kMostRows = 8;
  static constexpr int kRowsInStep = kMostRows;
  using Bytes = __m512i;
  using Products = __m512i;
  using Floats = __m512;

  static Bytes load(const uint8_t* p) { return _mm512_loadu_si512(p); }
  static Bytes low(Bytes pairs) { return _mm512_and_si512(pairs, _mm512_set1_epi8(15)); }
  static Bytes high(Bytes pairs) { return low(_mm512_srli_epi16(pairs, 4)); }

  // Weights are unsigned: Q8_0's are 128 and Q4_0's 8 too large, which `shift` takes back.
  template <QuantFormat Format>
  static __m512i start(const uint8_t* shift) {
    if constexpr (Format == QuantFormat::q4_1) return _mm512_setzero_si512();
    int32_t value;
    std::memcpy(&value, shift, sizeof(value));
    return _mm512_set1_epi32(value);
  }
  template <QuantFormat Format>
  static __m512i add(__m512i sums, Bytes w, int32_t word) {
    return _mm512_dpbusd_epi32(sums, w, _mm512_set1_epi32(word));
  }

  static Floats load_half(const uint8_t* p) {
    return _mm512_cvtph_ps(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(p)));
  }
  static Floats zero() { return _mm512_setzero_ps(); }
  static Floats set(float x) { return _mm512_set1_ps(x); }
  static Floats mul(Floats a, Floats b) { return _mm512_mul_ps(a, b); }
  static Floats fma(Floats a, Floats b, Floats c) { return _mm512_fmadd_ps(a, b, c); }
  static Floats to_float(__m512i sums) { return _mm512_cvtepi32_ps(sums); }
  static void store(float* p, Floats v) { _mm512_storeu_ps(p, v); }
};

#include "model/kernels/quantised_inl.h"

}  // namespace

const QuantisedKernels kQuantisedVnni = kKernels;

}  // namespace model::kernels
#pragma GCC pop_options
