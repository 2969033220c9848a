// Products of bf16 pairs by the processor (VDPBF16PS). Include after simd_avx512.h, in a `#pragma GCC target` region
// that has AVX512_BF16 too. No include guard on purpose, as there.

// Dot products: a pair of elements a lane.
struct DotBf16 {
  using Element = uint16_t;
  using Acc = __m512;
  using Operand = __m512bh;
  static constexpr int kStep = 32;
  static constexpr int kMaxAcc = 24;
  static Acc zero() { return _mm512_setzero_ps(); }
  static Operand load(const uint16_t* p) { return reinterpret_cast<Operand>(_mm512_loadu_si512(p)); }
  static Operand load_part(const uint16_t* p, int64_t count) {
    return reinterpret_cast<Operand>(
        _mm512_maskz_loadu_epi16(static_cast<__mmask32>((1U << static_cast<unsigned>(count)) - 1U), p));
  }
  static Acc dot(Operand a, Operand b, Acc acc) { return _mm512_dpbf16_ps(acc, a, b); }
};
struct MulBf16 {
  using Packed = __m512bh;
  static Packed load(const uint32_t* p) { return reinterpret_cast<Packed>(_mm512_loadu_si512(p)); }
  static Packed broadcast(const uint32_t& x) {
    return reinterpret_cast<Packed>(_mm512_set1_epi32(static_cast<int>(x)));
  }
  static Vec add(Vec acc, Packed w, Packed x) { return {_mm512_dpbf16_ps(acc.v, w, x)}; }
};
