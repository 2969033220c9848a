// 256-bit vectors for the kernel templates (*_inl.h): AVX2 + FMA, the program's own baseline. Include it within the
// kernel file's own namespace, after <immintrin.h>, <cstdint> and <cstring>. See simd_avx512.h for the meaning.

struct Vec {
  static constexpr int kWidth = 8;
  __m256 v;

  static Vec zero() { return {_mm256_setzero_ps()}; }
  static Vec set(float x) { return {_mm256_set1_ps(x)}; }
  static Vec load(const float* p) { return {_mm256_loadu_ps(p)}; }
  static Vec load(const uint16_t* p) {  // bf16
    const __m256i wide = _mm256_cvtepu16_epi32(_mm_loadu_si128(reinterpret_cast<const __m128i*>(p)));
    return {_mm256_castsi256_ps(_mm256_slli_epi32(wide, 16))};
  }
  void store(float* p) const { _mm256_storeu_ps(p, v); }
  void store(uint16_t* p) const {
    const __m256i bits = _mm256_castps_si256(v);
    const __m256i odd = _mm256_and_si256(_mm256_srli_epi32(bits, 16), _mm256_set1_epi32(1));
    const __m256i rounded = _mm256_add_epi32(bits, _mm256_add_epi32(odd, _mm256_set1_epi32(0x7fff)));
    const __m256i upper = _mm256_srli_epi32(rounded, 16);
    const __m128i narrow = _mm_packus_epi32(_mm256_castsi256_si128(upper), _mm256_extracti128_si256(upper, 1));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(p), narrow);
  }
  Vec operator+(Vec o) const { return {_mm256_add_ps(v, o.v)}; }
  Vec operator-(Vec o) const { return {_mm256_sub_ps(v, o.v)}; }
  Vec operator*(Vec o) const { return {_mm256_mul_ps(v, o.v)}; }
  static Vec fma(Vec a, Vec b, Vec c) { return {_mm256_fmadd_ps(a.v, b.v, c.v)}; }
  static Vec max(Vec a, Vec b) { return {_mm256_max_ps(a.v, b.v)}; }
  static Vec abs(Vec a) { return {_mm256_andnot_ps(_mm256_set1_ps(-0.0F), a.v)}; }
  static Vec round(Vec a) { return {_mm256_round_ps(a.v, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC)}; }
  static Vec ceil(Vec a) { return {_mm256_ceil_ps(a.v)}; }
  static Vec scale(Vec a, Vec n) {
    // 2^n by its exponent bits; n >= -126 is the caller's business (exp clamps its argument).
    const __m256i bits = _mm256_slli_epi32(_mm256_add_epi32(_mm256_cvtps_epi32(n.v), _mm256_set1_epi32(127)), 23);
    return {_mm256_mul_ps(a.v, _mm256_castsi256_ps(bits))};
  }
  static Vec first(int count, Vec a, Vec b) {
    const __m256i lane = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);
    const __m256i in = _mm256_cmpgt_epi32(_mm256_set1_epi32(count), lane);
    return {_mm256_blendv_ps(b.v, a.v, _mm256_castsi256_ps(in))};
  }
  Vec max_of_lanes() const {
    __m256 x = _mm256_max_ps(v, _mm256_permute2f128_ps(v, v, 1));
    x = _mm256_max_ps(x, _mm256_permute_ps(x, 0x4e));
    return {_mm256_max_ps(x, _mm256_permute_ps(x, 0xb1))};
  }
  float first_lane() const { return _mm256_cvtss_f32(v); }
  static Vec max_or_nan(Vec a, Vec b) {
    return {_mm256_castsi256_ps(_mm256_max_epi32(_mm256_castps_si256(a.v), _mm256_castps_si256(b.v)))};
  }
  float reduce_max_or_nan() const {
    const __m256i bits = _mm256_castps_si256(v);
    __m128i x = _mm_max_epi32(_mm256_castsi256_si128(bits), _mm256_extracti128_si256(bits, 1));
    x = _mm_max_epi32(x, _mm_shuffle_epi32(x, 0x4e));
    x = _mm_max_epi32(x, _mm_shuffle_epi32(x, 0xb1));
    return _mm_cvtss_f32(_mm_castsi128_ps(x));
  }
  void store_int16(int16_t* p) const {
    const __m256i wide = _mm256_cvtps_epi32(v);
    const __m128i narrow = _mm_packs_epi32(_mm256_castsi256_si128(wide), _mm256_extracti128_si256(wide, 1));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(p), narrow);
  }
  float reduce_add() const {
    __m128 x = _mm_add_ps(_mm256_castps256_ps128(v), _mm256_extractf128_ps(v, 1));
    x = _mm_add_ps(x, _mm_movehl_ps(x, x));
    return _mm_cvtss_f32(_mm_add_ss(x, _mm_shuffle_ps(x, x, 1)));
  }
};

using Words = __m256i;
inline Words zero_words() {
  return _mm256_setzero_si256();
}
inline Words load_words(const uint32_t* p) {
  return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(p));
}
inline Words load_words(const uint32_t* p, int64_t count) {
  uint32_t padded[8] = {};
  std::memcpy(padded, p, static_cast<size_t>(count) * sizeof(uint32_t));
  return load_words(padded);
}
inline void store_words(uint32_t* p, Words words) {
  _mm256_storeu_si256(reinterpret_cast<__m256i*>(p), words);
}

// 8 x 8 words: pairs, quadruples within 128-bit lanes, then the lanes.
inline void transpose(Words (&m)[8]) {
  Words a[8];
#pragma GCC unroll 4
  for (int i = 0; i < 8; i += 2) {
    a[i] = _mm256_unpacklo_epi32(m[i], m[i + 1]);
    a[i + 1] = _mm256_unpackhi_epi32(m[i], m[i + 1]);
  }
  Words b[8];
#pragma GCC unroll 2
  for (int i = 0; i < 8; i += 4) {
    b[i] = _mm256_unpacklo_epi64(a[i], a[i + 2]);
    b[i + 1] = _mm256_unpackhi_epi64(a[i], a[i + 2]);
    b[i + 2] = _mm256_unpacklo_epi64(a[i + 1], a[i + 3]);
    b[i + 3] = _mm256_unpackhi_epi64(a[i + 1], a[i + 3]);
  }
#pragma GCC unroll 4
  for (int i = 0; i < 4; ++i) {
    m[i] = _mm256_permute2x128_si256(b[i], b[i + 4], 0x20);
    m[i + 4] = _mm256_permute2x128_si256(b[i], b[i + 4], 0x31);
  }
}

struct MulF32 {
  using Packed = __m256;
  static Packed of(Words words) { return _mm256_castsi256_ps(words); }
  static Packed load(const uint32_t* p) { return of(load_words(p)); }
  static Packed broadcast(const uint32_t& x) { return of(_mm256_set1_epi32(static_cast<int>(x))); }
  static Vec add(Vec acc, Packed w, Packed x) { return {_mm256_fmadd_ps(w, x, acc.v)}; }
  static void narrow(Vec x, float* to) { x.store(to); }
};
struct MulBf16Widened {
  struct Packed {
    __m256 even, odd;
  };
  static Packed of(Words pairs) {
    return {_mm256_castsi256_ps(_mm256_slli_epi32(pairs, 16)),
            _mm256_castsi256_ps(_mm256_and_si256(pairs, _mm256_set1_epi32(static_cast<int>(0xffff0000U))))};
  }
  static Packed load(const uint32_t* p) { return of(load_words(p)); }
  static Packed broadcast(const uint32_t& x) { return of(_mm256_set1_epi32(static_cast<int>(x))); }
  static Vec add(Vec acc, Packed w, Packed x) {
    return {_mm256_fmadd_ps(w.odd, x.odd, _mm256_fmadd_ps(w.even, x.even, acc.v))};
  }
  static void narrow(Vec x, uint16_t* to) { x.store(to); }
};

struct MulInt8 {
  using Packed = __m256i;
  using Sum = __m256i;
  static Packed load(const uint16_t* p) {
    return _mm256_cvtepi8_epi16(_mm_loadu_si128(reinterpret_cast<const __m128i*>(p)));
  }
  static Packed broadcast(const uint32_t& x) { return _mm256_set1_epi32(static_cast<int>(x)); }
  static Sum zero() { return _mm256_setzero_si256(); }
  static Sum add(Sum sum, Packed w, Packed x) { return _mm256_add_epi32(sum, _mm256_madd_epi16(w, x)); }
  static Vec to_float(Sum sum) { return {_mm256_cvtepi32_ps(sum)}; }
};
