// The matmul's building blocks as templates over a multiply-add policy (Mul* of simd_avx512.h). Included by
// matmul_*.cpp inside their target region and namespace, after simd_avx512.h; no include guard on purpose.

// A tile of Rows x 64 sums in registers: 24 of 32 vectors for six rows, four for B, one for a broadcast of A. A policy
// with `store(uint16_t*, Vec)` can round the finished sums on their way out.
template <class Multiply, int Rows>
inline void matmul_tile(const MatmulBlock& m, int64_t row) {
  constexpr int kColumns = kPanelB / 16;
  Vec sums[Rows][kColumns];
#pragma GCC unroll 8
  for (int r = 0; r < Rows; ++r) {
#pragma GCC unroll 8
    for (int c = 0; c < kColumns; ++c) {
      sums[r][c] = m.fresh ? Vec::zero() : Vec::load(m.sums + (row + r) * kPanelB + 16 * c);
    }
  }
  const uint32_t* a = m.a + row * m.a_row;
  const uint32_t* b = m.b;
  for (int64_t k = 0; k < m.units; ++k, a += m.a_step, b += kPanelB) {
    typename Multiply::Packed bs[kColumns];
#pragma GCC unroll 8
    for (int c = 0; c < kColumns; ++c) bs[c] = Multiply::load(b + 16 * c);
#pragma GCC unroll 8
    for (int r = 0; r < Rows; ++r) {
      const typename Multiply::Packed x = Multiply::broadcast(a[r * m.a_row]);
#pragma GCC unroll 8
      for (int c = 0; c < kColumns; ++c) sums[r][c] = Multiply::add(sums[r][c], bs[c], x);
    }
  }
  if constexpr (requires { Multiply::store(m.out, sums[0][0]); }) {
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
    for (int c = 0; c < kColumns; ++c) sums[r][c].store(m.sums + (row + r) * kPanelB + 16 * c);
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

inline void pack_rows(const uint32_t* source, int64_t stride, int64_t rows, int64_t units, uint32_t* packed,
                      int64_t panel) {
  for (int64_t row = 0; row < panel; row += 16) {
    for (int64_t k = 0; k < units; k += 16) {
      const int64_t count = units - k < 16 ? units - k : 16;
      const auto mask = static_cast<__mmask16>((1U << static_cast<unsigned>(count)) - 1U);
      Words words[16];
      for (int i = 0; i < 16; ++i) {
        words[i] =
            row + i < rows ? _mm512_maskz_loadu_epi32(mask, source + (row + i) * stride + k) : _mm512_setzero_si512();
      }
      transpose(words);
      for (int64_t i = 0; i < count; ++i) _mm512_storeu_si512(packed + (k + i) * panel + row, words[i]);
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
