// The linear kernel for many rows. Included by linear_*.cpp inside their target region and namespace, after simd_*.h
// and linear_inl.h; no include guard on purpose.
//
// As the kernel for few rows, but 32 weight rows at a time are transposed into memory, [words of inner, 32], where all
// input rows find them; a tile keeps kGemmRows x 2 vectors of sums in registers.

constexpr int kGemmVecs = 2 * 16 / Vec::kWidth;  // vectors of the 32 outputs
constexpr int kPassVecs = 2;                     // of them in one tile
constexpr int kGemmRows = Vec::kWidth == 16 ? 12 : 6;

// 32-bit words that hold fp32 or bf16 pairs.
template <class T>
struct WordsOf;
template <>
struct WordsOf<float> {
  static int64_t count(int64_t inner) { return inner; }
};
template <>
struct WordsOf<uint16_t> {
  static int64_t count(int64_t inner) { return inner / 2; }
};

// Weight rows [col, col + 32) of words [word, word + count) -> packed [count, 32]; rows from `col_end` on are zero.
template <class T>
inline void pack_weights(const LinearArgs& a, int64_t col, int64_t col_end, int64_t word, int64_t count,
                         uint32_t* packed) {
  constexpr int kLanes = Vec::kWidth;
  for (int64_t group = 0; group < kGemmColumns; group += kLanes) {
    for (int64_t k = 0; k < count; k += kLanes) {
      const int64_t words = count - k < kLanes ? count - k : kLanes;
      Words block[kLanes];
#pragma GCC unroll 16
      for (int i = 0; i < kLanes; ++i) {
        const int64_t row = col + group + i;
        block[i] = zero_words();
        if (row >= col_end) continue;
        const T* first = static_cast<const T*>(a.w) + row * a.w_stride;
        const uint32_t* source = reinterpret_cast<const uint32_t*>(first) + word + k;
        prefetch(reinterpret_cast<const uint32_t*>(first + kGemmColumns * a.w_stride) + word + k);
        block[i] = words == kLanes ? load_words(source) : load_words(source, words);
      }
      transpose(block);
      for (int64_t i = 0; i < words; ++i) store_words(packed + (k + i) * kGemmColumns + group, block[i]);
    }
  }
}

// sums [Rows, 32] += x words times packed words, for kPassVecs of the vectors.
template <class Mul, int Rows>
inline void gemm_tile(const uint32_t* x, int64_t x_stride, const uint32_t* packed, int64_t words, float* sums) {
  Vec acc[Rows][kPassVecs];
#pragma GCC unroll 16
  for (int r = 0; r < Rows; ++r) {
#pragma GCC unroll 4
    for (int v = 0; v < kPassVecs; ++v) acc[r][v] = Vec::load(sums + r * kGemmColumns + v * Vec::kWidth);
  }
  for (int64_t k = 0; k < words; ++k) {
    typename Mul::Packed w[kPassVecs];
#pragma GCC unroll 4
    for (int v = 0; v < kPassVecs; ++v) w[v] = Mul::load(packed + k * kGemmColumns + v * Vec::kWidth);
#pragma GCC unroll 16
    for (int r = 0; r < Rows; ++r) {
      const typename Mul::Packed xb = Mul::broadcast(x[r * x_stride + k]);
#pragma GCC unroll 4
      for (int v = 0; v < kPassVecs; ++v) acc[r][v] = Mul::add(acc[r][v], w[v], xb);
    }
  }
#pragma GCC unroll 16
  for (int r = 0; r < Rows; ++r) {
#pragma GCC unroll 4
    for (int v = 0; v < kPassVecs; ++v) acc[r][v].store(sums + r * kGemmColumns + v * Vec::kWidth);
  }
}

template <class Mul, int Rows>
void gemm_rows(const uint32_t* x, int64_t x_stride, const uint32_t* packed, int64_t words, float* sums) {
  for (int v = 0; v < kGemmVecs; v += kPassVecs) {
    gemm_tile<Mul, Rows>(x, x_stride, packed + v * Vec::kWidth, words, sums + v * Vec::kWidth);
  }
}

template <class Mul>
inline void gemm_panel(int64_t rows, const uint32_t* x, int64_t x_stride, const uint32_t* packed, int64_t words,
                       float* sums) {
  using Function = void (*)(const uint32_t*, int64_t, const uint32_t*, int64_t, float*);
  static constexpr Function kTable[12] = {
      gemm_rows<Mul, 1>, gemm_rows<Mul, 2>,          gemm_rows<Mul, 3>, gemm_rows<Mul, 4>,
      gemm_rows<Mul, 5>, gemm_rows<Mul, 6>,          gemm_rows < Mul,   kGemmRows == 12 ? 7 : 1 >,
      gemm_rows < Mul,   kGemmRows == 12 ? 8 : 1 >,  gemm_rows < Mul,   kGemmRows == 12 ? 9 : 1 >,
      gemm_rows < Mul,   kGemmRows == 12 ? 10 : 1 >, gemm_rows < Mul,   kGemmRows == 12 ? 11 : 1 >,
      gemm_rows < Mul,   kGemmRows == 12 ? 12 : 1 > };
  kTable[rows - 1](x, x_stride, packed, words, sums);
}

template <class Mul, class T, class Out>
void gemm_range(const LinearArgs& a, int64_t col_begin, int64_t col_end, float* scratch) {
  auto* packed = reinterpret_cast<uint32_t*>(scratch);
  float* sums = scratch + kGemmWordChunk * kGemmColumns;
  const int64_t words = WordsOf<T>::count(a.inner);
  const int64_t stride = WordsOf<T>::count(a.x_stride);
  const auto* x = static_cast<const uint32_t*>(a.x);
  for (int64_t row = 0; row < a.rows; row += kGemmRowChunk) {
    const int64_t rows = a.rows - row < kGemmRowChunk ? a.rows - row : kGemmRowChunk;
    for (int64_t col = col_begin; col < col_end; col += kGemmColumns) {
      __builtin_memset(sums, 0, static_cast<size_t>(rows * kGemmColumns) * sizeof(float));
      for (int64_t word = 0; word < words; word += kGemmWordChunk) {
        const int64_t count = words - word < kGemmWordChunk ? words - word : kGemmWordChunk;
        pack_weights<T>(a, col, col_end, word, count, packed);
        for (int64_t r = 0; r < rows;) {
          const int64_t panels = (rows - r + kGemmRows - 1) / kGemmRows;
          const int64_t height = (rows - r + panels - 1) / panels;
          gemm_panel<Mul>(height, x + (row + r) * stride + word, stride, packed, count, sums + r * kGemmColumns);
          r += height;
        }
      }
      store_sums<T, Out>(a, sums, row, rows, col, col_end - col < kGemmColumns ? col_end - col : kGemmColumns);
    }
  }
}
