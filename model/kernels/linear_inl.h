// The linear kernel as a template over a dot-product policy (simd_*.h). Included by linear_*.cpp inside their target
// region and namespace; no include guard on purpose.
//
// Weights stay in their plain row-major form [outputs, inner], so nothing has to be repacked after an optimiser step,
// and a row of weights streams through memory once. A tile of `Rows` inputs x `Cols` weight rows keeps one vector
// accumulator per product. Every product is summed over `inner` in the same order whatever the tile, so a row's result
// does not depend on how many rows are computed with it.

// The upper half of a float's bits, rounded to nearest even; a NaN keeps its top bits and stays a NaN.
inline uint16_t bf16_bits(uint32_t bits) {
  const uint32_t nan = (bits >> 16U) | 0x40U;
  const uint32_t rounded = (bits + 0x7fffU + ((bits >> 16U) & 1U)) >> 16U;
  return static_cast<uint16_t>((bits & 0x7fffffffU) > 0x7f800000U ? nan : rounded);
}

inline void store4(float* y, __m128 sum, int64_t count) {
  float values[4];
  _mm_storeu_ps(values, sum);
  for (int64_t i = 0; i < count; ++i) y[i] = values[i];
}

inline void store4(uint16_t* y, __m128 sum, int64_t count) {
  uint32_t bits[4];
  _mm_storeu_si128(reinterpret_cast<__m128i*>(bits), _mm_castps_si128(sum));
  for (int64_t i = 0; i < count; ++i) y[i] = bf16_bits(bits[i]);
}

inline __m128 load4(const float* p) {
  return _mm_loadu_ps(p);
}
inline __m128 load4(const uint16_t* p) {
  return _mm_castsi128_ps(_mm_slli_epi32(_mm_cvtepu16_epi32(_mm_loadl_epi64(reinterpret_cast<const __m128i*>(p))), 16));
}

template <class T>
inline __m128 bias4(const T* bias, int64_t count) {
  T padded[4] = {};
  std::memcpy(padded, bias, static_cast<size_t>(count) * sizeof(T));
  return load4(padded);
}

// Cols is a multiple of 4; `cols` of them exist (the others repeat the last weight row and are not stored).
template <class Dot, class Out, int Rows, int Cols>
inline void linear_tile(const LinearArgs& a, int64_t row, int64_t col, int64_t cols) {
  using T = typename Dot::Element;
  typename Dot::Acc acc[Rows][Cols];
  const T* x[Rows];
  const T* w[Cols];
  for (int r = 0; r < Rows; ++r) {
    x[r] = static_cast<const T*>(a.x) + (row + r) * a.x_stride;
    for (int c = 0; c < Cols; ++c) acc[r][c] = Dot::zero();
  }
  for (int c = 0; c < Cols; ++c) w[c] = static_cast<const T*>(a.w) + (col + (c < cols ? c : cols - 1)) * a.w_stride;

  int64_t k = 0;
  for (; k + Dot::kStep <= a.inner; k += Dot::kStep) {
    typename Dot::Operand xs[Rows];
#pragma GCC unroll 8
    for (int r = 0; r < Rows; ++r) xs[r] = Dot::load(x[r] + k);
#pragma GCC unroll 8
    for (int c = 0; c < Cols; ++c) {
      // Rows of weights come in order, several at once, which hardware prefetchers do not follow well.
      __builtin_prefetch(w[c] + k + 8 * a.w_stride);
      const typename Dot::Operand ws = Dot::load(w[c] + k);
#pragma GCC unroll 8
      for (int r = 0; r < Rows; ++r) acc[r][c] = Dot::dot(xs[r], ws, acc[r][c]);
    }
  }
  if (k < a.inner) {
    for (int c = 0; c < Cols; ++c) {
      const typename Dot::Operand ws = Dot::load_part(w[c] + k, a.inner - k);
      for (int r = 0; r < Rows; ++r) acc[r][c] = Dot::dot(Dot::load_part(x[r] + k, a.inner - k), ws, acc[r][c]);
    }
  }
#pragma GCC unroll 8
  for (int r = 0; r < Rows; ++r) {
#pragma GCC unroll 8
    for (int c = 0; c < Cols; c += 4) {
      if (c >= cols) break;
      const int64_t count = cols - c < 4 ? cols - c : 4;
      __m128 sum = reduce4(acc[r][c], acc[r][c + 1], acc[r][c + 2], acc[r][c + 3]);
      if (a.bias != nullptr) sum = _mm_add_ps(sum, bias4(static_cast<const T*>(a.bias) + col + c, count));
      store4(static_cast<Out*>(a.y) + (row + r) * a.y_stride + col + c, sum, count);
    }
  }
}

template <class Dot, class Out, int Rows>
inline void linear_rows(const LinearArgs& a, int64_t row, int64_t col_begin, int64_t col_end) {
  constexpr int kCols = Rows * 8 <= Dot::kMaxAcc ? 8 : 4;
  for (int64_t col = col_begin; col < col_end; col += kCols) {
    const int64_t cols = col_end - col < kCols ? col_end - col : kCols;
    linear_tile<Dot, Out, Rows, kCols>(a, row, col, cols);
  }
}

template <class Dot, class Out>
void linear_range(const LinearArgs& a, int64_t col_begin, int64_t col_end) {
  constexpr int kMaxRows = Dot::kMaxAcc / 4;  // with 4 columns
  // Weight rows of one block stay in the second-level cache while all input rows pass by.
  constexpr int64_t kBlockBytes = 128 * 1024;
  const int64_t row_bytes = a.inner * static_cast<int64_t>(sizeof(typename Dot::Element));
  int64_t block = kBlockBytes / (row_bytes > 0 ? row_bytes : 1) / 8 * 8;
  if (block < 8) block = 8;
  for (int64_t begin = col_begin; begin < col_end; begin += block) {
    const int64_t end = begin + block < col_end ? begin + block : col_end;
    for (int64_t row = 0; row < a.rows;) {
      // Spread the rows evenly over the panels that are left.
      const int64_t left = a.rows - row;
      const int64_t panels = (left + kMaxRows - 1) / kMaxRows;
      const int64_t rows = (left + panels - 1) / panels;
      switch (rows) {
        case 1:
          linear_rows<Dot, Out, 1>(a, row, begin, end);
          break;
        case 2:
          linear_rows<Dot, Out, 2>(a, row, begin, end);
          break;
        case 3:
          if constexpr (kMaxRows >= 3) linear_rows<Dot, Out, 3>(a, row, begin, end);
          break;
        case 4:
          if constexpr (kMaxRows >= 4) linear_rows<Dot, Out, 4>(a, row, begin, end);
          break;
        case 5:
          if constexpr (kMaxRows >= 5) linear_rows<Dot, Out, 5>(a, row, begin, end);
          break;
        default:
          if constexpr (kMaxRows >= 6) linear_rows<Dot, Out, 6>(a, row, begin, end);
          break;
      }
      row += rows;
    }
  }
}
