// The matmul's building blocks as templates over a multiply-add policy. Included by matmul_*.cpp inside their target
// region and namespace; no include guard on purpose.

// A tile of Rows x 64 sums in registers: 24 of 32 vectors for six rows, four for B, one for a broadcast of A.
template <class Multiply, int Rows>
inline void matmul_tile(const MatmulBlock& m, int64_t row) {
  constexpr int kColumns = kPanelB / 16;
  __m512 sums[Rows][kColumns];
#pragma GCC unroll 8
  for (int r = 0; r < Rows; ++r) {
#pragma GCC unroll 8
    for (int c = 0; c < kColumns; ++c) {
      sums[r][c] = m.fresh ? _mm512_setzero_ps() : _mm512_loadu_ps(m.sums + (row + r) * kPanelB + 16 * c);
    }
  }
  const uint32_t* a = m.a + row * m.a_row;
  const uint32_t* b = m.b;
  for (int64_t k = 0; k < m.units; ++k, a += m.a_step, b += kPanelB) {
    __m512i bs[kColumns];
#pragma GCC unroll 8
    for (int c = 0; c < kColumns; ++c) bs[c] = _mm512_loadu_si512(b + 16 * c);
#pragma GCC unroll 8
    for (int r = 0; r < Rows; ++r) {
      const __m512i x = _mm512_set1_epi32(static_cast<int>(a[r * m.a_row]));
#pragma GCC unroll 8
      for (int c = 0; c < kColumns; ++c) sums[r][c] = Multiply::add(sums[r][c], x, bs[c]);
    }
  }
  if constexpr (Multiply::kNarrows) {
    if (m.out != nullptr) {
#pragma GCC unroll 8
      for (int r = 0; r < Rows; ++r) {
#pragma GCC unroll 8
        for (int c = 0; c < kColumns; ++c) Multiply::store(m.out + (row + r) * m.out_row + 16 * c, sums[r][c]);
      }
      return;
    }
  }
#pragma GCC unroll 8
  for (int r = 0; r < Rows; ++r) {
#pragma GCC unroll 8
    for (int c = 0; c < kColumns; ++c) _mm512_storeu_ps(m.sums + (row + r) * kPanelB + 16 * c, sums[r][c]);
  }
}

template <class Multiply>
void matmul_block(const MatmulBlock& m) {
  int64_t row = 0;
  for (; row + 6 <= m.rows; row += 6) matmul_tile<Multiply, 6>(m, row);
  switch (m.rows - row) {
    case 5:
      return matmul_tile<Multiply, 5>(m, row);
    case 4:
      return matmul_tile<Multiply, 4>(m, row);
    case 3:
      return matmul_tile<Multiply, 3>(m, row);
    case 2:
      return matmul_tile<Multiply, 2>(m, row);
    case 1:
      return matmul_tile<Multiply, 1>(m, row);
    default:
      return;
  }
}

// Transposes 16 x 16 units.
inline void transpose16(const __m512i (&in)[16], __m512i (&out)[16]) {
  __m512i t[16];
  for (int i = 0; i < 16; i += 2) {
    t[i] = _mm512_unpacklo_epi32(in[i], in[i + 1]);
    t[i + 1] = _mm512_unpackhi_epi32(in[i], in[i + 1]);
  }
  __m512i u[16];
  for (int i = 0; i < 16; i += 4) {
    u[i] = _mm512_unpacklo_epi64(t[i], t[i + 2]);
    u[i + 1] = _mm512_unpackhi_epi64(t[i], t[i + 2]);
    u[i + 2] = _mm512_unpacklo_epi64(t[i + 1], t[i + 3]);
    u[i + 3] = _mm512_unpackhi_epi64(t[i + 1], t[i + 3]);
  }
  // u[4g + j] holds, in 128-bit lane l, column 4l + j of rows 4g..4g+3.
  for (int j = 0; j < 4; ++j) {
    const __m512i low = _mm512_shuffle_i32x4(u[j], u[4 + j], 0x88), high = _mm512_shuffle_i32x4(u[j], u[4 + j], 0xdd);
    const __m512i low2 = _mm512_shuffle_i32x4(u[8 + j], u[12 + j], 0x88),
                  high2 = _mm512_shuffle_i32x4(u[8 + j], u[12 + j], 0xdd);
    out[j] = _mm512_shuffle_i32x4(low, low2, 0x88);
    out[8 + j] = _mm512_shuffle_i32x4(low, low2, 0xdd);
    out[4 + j] = _mm512_shuffle_i32x4(high, high2, 0x88);
    out[12 + j] = _mm512_shuffle_i32x4(high, high2, 0xdd);
  }
}

inline void pack_rows(const uint32_t* source, int64_t stride, int64_t rows, int64_t units, uint32_t* packed,
                      int64_t panel) {
  for (int64_t row = 0; row < panel; row += 16) {
    for (int64_t k = 0; k < units; k += 16) {
      const int64_t count = units - k < 16 ? units - k : 16;
      const auto mask = static_cast<__mmask16>((1U << static_cast<unsigned>(count)) - 1U);
      __m512i in[16], out[16];
      for (int i = 0; i < 16; ++i) {
        in[i] =
            row + i < rows ? _mm512_maskz_loadu_epi32(mask, source + (row + i) * stride + k) : _mm512_setzero_si512();
      }
      transpose16(in, out);
      for (int64_t i = 0; i < count; ++i) _mm512_storeu_si512(packed + (k + i) * panel + row, out[i]);
    }
  }
}

inline __mmask16 column_mask(int64_t columns, int64_t column) {
  const int64_t left = columns - column;
  return left >= 16 ? static_cast<__mmask16>(0xffff)
                    : static_cast<__mmask16>(left <= 0 ? 0 : (1U << static_cast<unsigned>(left)) - 1U);
}

inline void pack_columns_f32(const void* source, int64_t stride, int64_t inner, int64_t columns, uint32_t* packed,
                             int64_t panel) {
  const auto* from = static_cast<const uint32_t*>(source);
  for (int64_t k = 0; k < inner; ++k, from += stride, packed += panel) {
    for (int64_t c = 0; c < panel; c += 16) {
      _mm512_storeu_si512(packed + c, _mm512_maskz_loadu_epi32(column_mask(columns, c), from + c));
    }
  }
}

inline void pack_columns_bf16(const void* source, int64_t stride, int64_t inner, int64_t columns, uint32_t* packed,
                              int64_t panel) {
  const auto* from = static_cast<const uint16_t*>(source);
  for (int64_t k = 0; k < inner; k += 2, from += 2 * stride, packed += panel) {
    for (int64_t c = 0; c < panel; c += 16) {
      const __mmask16 mask = column_mask(columns, c);
      const __m512i first = _mm512_cvtepu16_epi32(_mm256_maskz_loadu_epi16(mask, from + c));
      const __m512i second = k + 1 < inner ? _mm512_cvtepu16_epi32(_mm256_maskz_loadu_epi16(mask, from + stride + c))
                                           : _mm512_setzero_si512();
      _mm512_storeu_si512(packed + c, _mm512_or_si512(first, _mm512_slli_epi32(second, 16)));
    }
  }
}

struct MultiplyF32 {
  static constexpr bool kNarrows = false;
  static __m512 add(__m512 sum, __m512i a, __m512i b) {
    return _mm512_fmadd_ps(_mm512_castsi512_ps(a), _mm512_castsi512_ps(b), sum);
  }
};
