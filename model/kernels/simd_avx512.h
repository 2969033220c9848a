// 512-bit vectors for the kernel templates (*_inl.h). Include only inside a `#pragma GCC target` region that has
// AVX-512 F/BW/VL/DQ, within the kernel file's own namespace, after <immintrin.h>, <cstdint> and <cstring>.
// No include guard on purpose: each kernel file gets its own internal copy, compiled for its own target.

struct Vec {
  static constexpr int kWidth = 16;
  using Mask = __mmask16;
  __m512 v;

  static Vec zero() { return {_mm512_setzero_ps()}; }
  static Vec set(float x) { return {_mm512_set1_ps(x)}; }
  static Vec load(const float* p) { return {_mm512_loadu_ps(p)}; }
  static Vec load(const uint16_t* p) {  // bf16
    const __m512i wide = _mm512_cvtepu16_epi32(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(p)));
    return {_mm512_castsi512_ps(_mm512_slli_epi32(wide, 16))};
  }
  void store(float* p) const { _mm512_storeu_ps(p, v); }
  Vec operator+(Vec o) const { return {_mm512_add_ps(v, o.v)}; }
  Vec operator-(Vec o) const { return {_mm512_sub_ps(v, o.v)}; }
  Vec operator*(Vec o) const { return {_mm512_mul_ps(v, o.v)}; }
  static Vec fma(Vec a, Vec b, Vec c) { return {_mm512_fmadd_ps(a.v, b.v, c.v)}; }  // a*b + c
  static Vec max(Vec a, Vec b) { return {_mm512_max_ps(a.v, b.v)}; }
  static Vec abs(Vec a) { return {_mm512_abs_ps(a.v)}; }
  static Vec round(Vec a) { return {_mm512_roundscale_ps(a.v, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC)}; }
  static Vec scale(Vec a, Vec n) { return {_mm512_scalef_ps(a.v, n.v)}; }  // a * 2^n, n integral
  // The first `count` lanes of a, the rest of b.
  static Vec first(int count, Vec a, Vec b) {
    return {_mm512_mask_blend_ps(static_cast<__mmask16>((1U << static_cast<unsigned>(count)) - 1U), b.v, a.v)};
  }
  float reduce_max() const { return _mm512_reduce_max_ps(v); }
  // Of numbers from 0 on, by their bits: a NaN is more than any.
  static Vec max_or_nan(Vec a, Vec b) {
    return {_mm512_castsi512_ps(_mm512_max_epi32(_mm512_castps_si512(a.v), _mm512_castps_si512(b.v)))};
  }
  float reduce_max_or_nan() const {
    const int bits = _mm512_reduce_max_epi32(_mm512_castps_si512(v));
    float x;
    std::memcpy(&x, &bits, sizeof(x));
    return x;
  }
  void store_int16(int16_t* p) const {  // to nearest even; what int16 cannot hold becomes its end
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(p), _mm512_cvtsepi32_epi16(_mm512_cvtps_epi32(v)));
  }
  float reduce_add() const { return _mm512_reduce_add_ps(v); }
};

// Sums of the lanes of four vectors, each always in the same order whatever the neighbours hold.
inline __m128 reduce4(__m512 a, __m512 b, __m512 c, __m512 d) {
  const __m512 ab = _mm512_add_ps(_mm512_unpacklo_ps(a, b), _mm512_unpackhi_ps(a, b));
  const __m512 cd = _mm512_add_ps(_mm512_unpacklo_ps(c, d), _mm512_unpackhi_ps(c, d));
  const __m512 abcd = _mm512_add_ps(_mm512_castpd_ps(_mm512_unpacklo_pd(_mm512_castps_pd(ab), _mm512_castps_pd(cd))),
                                    _mm512_castpd_ps(_mm512_unpackhi_pd(_mm512_castps_pd(ab), _mm512_castps_pd(cd))));
  const __m256 half = _mm256_add_ps(_mm512_castps512_ps256(abcd), _mm512_extractf32x8_ps(abcd, 1));
  return _mm_add_ps(_mm256_castps256_ps128(half), _mm256_extractf128_ps(half, 1));
}

// Operands of a dot product: kStep elements at a time into one accumulator; load_part reads `count` < kStep of them.
struct DotF32 {
  using Element = float;
  using Acc = __m512;
  using Operand = __m512;
  static constexpr int kStep = 16;
  static constexpr int kMaxAcc = 24;
  static Acc zero() { return _mm512_setzero_ps(); }
  static Operand load(const float* p) { return _mm512_loadu_ps(p); }
  static Operand load_part(const float* p, int64_t count) {
    return _mm512_maskz_loadu_ps(static_cast<__mmask16>((1U << static_cast<unsigned>(count)) - 1U), p);
  }
  static Acc dot(Operand a, Operand b, Acc acc) { return _mm512_fmadd_ps(a, b, acc); }
};

// bf16 widened to fp32: elements of even and odd index in two vectors.
struct DotBf16Widened {
  using Element = uint16_t;
  using Acc = __m512;
  struct Operand {
    __m512 even, odd;
  };
  static constexpr int kStep = 32;
  static constexpr int kMaxAcc = 16;
  static Acc zero() { return _mm512_setzero_ps(); }
  static Operand split(__m512i pairs) {
    return {_mm512_castsi512_ps(_mm512_slli_epi32(pairs, 16)),
            _mm512_castsi512_ps(_mm512_and_si512(pairs, _mm512_set1_epi32(static_cast<int>(0xffff0000U))))};
  }
  static Operand load(const uint16_t* p) { return split(_mm512_loadu_si512(p)); }
  static Operand load_part(const uint16_t* p, int64_t count) {
    return split(_mm512_maskz_loadu_epi16(static_cast<__mmask32>((1U << static_cast<unsigned>(count)) - 1U), p));
  }
  static Acc dot(Operand a, Operand b, Acc acc) {
    return _mm512_fmadd_ps(a.odd, b.odd, _mm512_fmadd_ps(a.even, b.even, acc));
  }
};

// Vectors of 32-bit words, whatever they hold.
using Words = __m512i;
inline Words zero_words() {
  return _mm512_setzero_si512();
}
inline Words load_words(const uint32_t* p) {
  return _mm512_loadu_si512(p);
}
inline Words load_words(const uint32_t* p, int64_t count) {
  return _mm512_maskz_loadu_epi32(static_cast<__mmask16>((1U << static_cast<unsigned>(count)) - 1U), p);
}
inline void store_words(uint32_t* p, Words words) {
  _mm512_storeu_si512(p, words);
}

// 16 x 16 words: pairs, quadruples within 128-bit lanes, then the lanes.
inline void transpose(Words (&m)[16]) {
  Words a[16];
#pragma GCC unroll 16
  for (int i = 0; i < 16; i += 2) {
    a[i] = _mm512_unpacklo_epi32(m[i], m[i + 1]);
    a[i + 1] = _mm512_unpackhi_epi32(m[i], m[i + 1]);
  }
#pragma GCC unroll 4
  for (int i = 0; i < 16; i += 4) {
    m[i] = _mm512_unpacklo_epi64(a[i], a[i + 2]);
    m[i + 1] = _mm512_unpackhi_epi64(a[i], a[i + 2]);
    m[i + 2] = _mm512_unpacklo_epi64(a[i + 1], a[i + 3]);
    m[i + 3] = _mm512_unpackhi_epi64(a[i + 1], a[i + 3]);
  }
#pragma GCC unroll 4
  for (int i = 0; i < 4; ++i) {
    a[i] = _mm512_shuffle_i32x4(m[i], m[i + 4], 0x88);
    a[i + 4] = _mm512_shuffle_i32x4(m[i], m[i + 4], 0xdd);
    a[i + 8] = _mm512_shuffle_i32x4(m[i + 8], m[i + 12], 0x88);
    a[i + 12] = _mm512_shuffle_i32x4(m[i + 8], m[i + 12], 0xdd);
  }
#pragma GCC unroll 4
  for (int i = 0; i < 4; ++i) {
    m[i] = _mm512_shuffle_i32x4(a[i], a[i + 8], 0x88);
    m[i + 8] = _mm512_shuffle_i32x4(a[i], a[i + 8], 0xdd);
    m[i + 4] = _mm512_shuffle_i32x4(a[i + 4], a[i + 12], 0x88);
    m[i + 12] = _mm512_shuffle_i32x4(a[i + 4], a[i + 12], 0xdd);
  }
}

// A packed vector of words times a broadcast word.
struct MulF32 {
  using Packed = __m512;
  static Packed load(const uint32_t* p) { return _mm512_castsi512_ps(_mm512_loadu_si512(p)); }
  static Packed broadcast(const uint32_t& x) { return _mm512_castsi512_ps(_mm512_set1_epi32(static_cast<int>(x))); }
  static Vec add(Vec acc, Packed w, Packed x) { return {_mm512_fmadd_ps(w, x, acc.v)}; }
};
struct MulBf16Widened {
  using Packed = DotBf16Widened::Operand;
  static Packed load(const uint32_t* p) { return DotBf16Widened::split(_mm512_loadu_si512(p)); }
  static Packed broadcast(const uint32_t& x) { return DotBf16Widened::split(_mm512_set1_epi32(static_cast<int>(x))); }
  static Vec add(Vec acc, Packed w, Packed x) { return {DotBf16Widened::dot(w, x, acc.v)}; }
};

// Pairs of int8, widened, times a broadcast pair of int16; sums are int32, and exact.
struct MulInt8 {
  using Packed = __m512i;
  using Sum = __m512i;
  static Packed load(const uint16_t* p) {
    return _mm512_cvtepi8_epi16(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(p)));
  }
  static Packed broadcast(const uint32_t& x) { return _mm512_set1_epi32(static_cast<int>(x)); }
  static Sum zero() { return _mm512_setzero_si512(); }
  static Sum add(Sum sum, Packed w, Packed x) { return _mm512_add_epi32(sum, _mm512_madd_epi16(w, x)); }
  static Vec to_float(Sum sum) { return {_mm512_cvtepi32_ps(sum)}; }
};
