// Products of bf16 pairs by the processor (VDPBF16PS). Include after simd_avx512.h, in a `#pragma GCC target` region
// that has AVX512_BF16 too. No include guard on purpose, as there.

struct MulBf16 {
  using Packed = __m512bh;
  static Packed of(Words pairs) { return reinterpret_cast<Packed>(pairs); }
  static Packed load(const uint32_t* p) { return of(load_words(p)); }
  static Packed broadcast(const uint32_t& x) { return of(_mm512_set1_epi32(static_cast<int>(x))); }
  static Vec add(Vec acc, Packed w, Packed x) { return {_mm512_dpbf16_ps(acc.v, w, x)}; }
  static void narrow(Vec x, uint16_t* to) {
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(to), reinterpret_cast<__m256i>(_mm512_cvtneps_pbh(x.v)));
  }
};
