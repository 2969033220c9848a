// 512-bit vectors for the kernel templates (*_inl.h). Include only inside a `#pragma GCC target` region that has
// AVX-512 F/BW/VL/DQ, within the kernel file's own namespace, after <immintrin.h>, <cstdint> and <cstring>.
// No include guard on purpose: each kernel file gets its own internal copy, compiled for its own target.

struct Vec {
  static constexpr int kWidth = 16;
  __m512 v;

  static Vec zero() { return {_mm512_setzero_ps()}; }
  static Vec set(float x) { return {_mm512_set1_ps(x)}; }
  static Vec load(const float* p) { return {_mm512_loadu_ps(p)}; }
  static Vec load(const uint16_t* p) {  // bf16
    const __m512i wide = _mm512_cvtepu16_epi32(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(p)));
    return {_mm512_castsi512_ps(_mm512_slli_epi32(wide, 16))};
  }
  void store(float* p) const { _mm512_storeu_ps(p, v); }
  void store(uint16_t* p) const {  // bf16, to nearest even; for numbers that are finite
    const __m512i bits = _mm512_castps_si512(v);
    const __m512i odd = _mm512_and_si512(_mm512_srli_epi32(bits, 16), _mm512_set1_epi32(1));
    const __m512i rounded = _mm512_add_epi32(bits, _mm512_add_epi32(odd, _mm512_set1_epi32(0x7fff)));
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(p), _mm512_cvtepi32_epi16(_mm512_srli_epi32(rounded, 16)));
  }
  Vec operator+(Vec o) const { return {_mm512_add_ps(v, o.v)}; }
  Vec operator-(Vec o) const { return {_mm512_sub_ps(v, o.v)}; }
  Vec operator*(Vec o) const { return {_mm512_mul_ps(v, o.v)}; }
  static Vec fma(Vec a, Vec b, Vec c) { return {_mm512_fmadd_ps(a.v, b.v, c.v)}; }  // a*b + c
  static Vec max(Vec a, Vec b) { return {_mm512_max_ps(a.v, b.v)}; }
  static Vec abs(Vec a) { return {_mm512_abs_ps(a.v)}; }
  static Vec round(Vec a) { return {_mm512_roundscale_ps(a.v, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC)}; }
  static Vec ceil(Vec a) { return {_mm512_roundscale_ps(a.v, _MM_FROUND_TO_POS_INF | _MM_FROUND_NO_EXC)}; }
  static Vec scale(Vec a, Vec n) { return {_mm512_scalef_ps(a.v, n.v)}; }  // a * 2^n, n integral
  // The first `count` lanes of a, the rest of b.
  static Vec first(int count, Vec a, Vec b) {
    return {_mm512_mask_blend_ps(static_cast<__mmask16>((1U << static_cast<unsigned>(count)) - 1U), b.v, a.v)};
  }
  Vec max_of_lanes() const {  // in every lane
    __m512 x = _mm512_max_ps(v, _mm512_shuffle_f32x4(v, v, 0x4e));
    x = _mm512_max_ps(x, _mm512_shuffle_f32x4(x, x, 0xb1));
    x = _mm512_max_ps(x, _mm512_permute_ps(x, 0x4e));
    return {_mm512_max_ps(x, _mm512_permute_ps(x, 0xb1))};
  }
  float first_lane() const { return _mm512_cvtss_f32(v); }
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

// A vector of words times a broadcast word, added to sums; and how finite numbers become elements of words.
struct MulF32 {
  using Packed = __m512;
  static Packed of(Words words) { return _mm512_castsi512_ps(words); }
  static Packed load(const uint32_t* p) { return of(load_words(p)); }
  static Packed broadcast(const uint32_t& x) { return of(_mm512_set1_epi32(static_cast<int>(x))); }
  static Vec add(Vec acc, Packed w, Packed x) { return {_mm512_fmadd_ps(w, x, acc.v)}; }
  static void narrow(Vec x, float* to) { x.store(to); }
};
// Pairs of bf16 widened to fp32: elements of even and odd index in two vectors.
struct MulBf16Widened {
  struct Packed {
    __m512 even, odd;
  };
  static Packed of(Words pairs) {
    return {_mm512_castsi512_ps(_mm512_slli_epi32(pairs, 16)),
            _mm512_castsi512_ps(_mm512_and_si512(pairs, _mm512_set1_epi32(static_cast<int>(0xffff0000U))))};
  }
  static Packed load(const uint32_t* p) { return of(load_words(p)); }
  static Packed broadcast(const uint32_t& x) { return of(_mm512_set1_epi32(static_cast<int>(x))); }
  static Vec add(Vec acc, Packed w, Packed x) {
    return {_mm512_fmadd_ps(w.odd, x.odd, _mm512_fmadd_ps(w.even, x.even, acc.v))};
  }
  static void narrow(Vec x, uint16_t* to) { x.store(to); }
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
