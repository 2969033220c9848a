// The linear kernel for few rows as a template over a product policy (simd_*.h), and what it shares with the one for
// many (gemm_inl.h). Included by linear_*.cpp inside their target region and namespace; no include guard on purpose.
//
// Weights stay in their plain row-major form [outputs, inner], so nothing has to be repacked after an optimiser step.
// They are taken as 32-bit words, one fp32 or a pair of bf16: as many weight rows as a vector has lanes stream through
// memory side by side, a square of words is transposed in registers, and a word of x, broadcast, meets all of them.
// Every product is summed over the words of `inner` from first to last, one accumulator an output, in both kernels and
// in matmul_inl.h: a row's result depends neither on how many rows are computed with it nor on who computes it.

constexpr int kFewPanel = 8;  // rows of x whose sums stay in registers

#include "model/kernels/bf16_inl.h"
#include "model/kernels/prefetch_inl.h"

// Plain loops over at most 32 columns, which become vector code.
template <class T, class Out>
inline void store_sums(const LinearArgs& a, const float* sums, int64_t row, int64_t rows, int64_t col, int64_t cols) {
  float bias[kGemmColumns] = {};
  for (int64_t c = 0; c < cols && a.bias != nullptr; ++c) bias[c] = to_float(static_cast<const T*>(a.bias)[col + c]);
  for (int64_t r = 0; r < rows; ++r, sums += kGemmColumns) {
    Out* y = static_cast<Out*>(a.y) + (row + r) * a.y_stride + col;
    if (cols == kGemmColumns) {
      for (int64_t c = 0; c < kGemmColumns; ++c) from_float(sums[c] + bias[c], y + c);
    } else {
      for (int64_t c = 0; c < cols; ++c) from_float(sums[c] + bias[c], y + c);
    }
  }
}

// Some elements from p on as words, the rest of the vector zero.
template <class T>
inline void padded_words(const T* p, int64_t elements, uint32_t (&words)[Vec::kWidth]) {
  std::memset(words, 0, sizeof(words));
  std::memcpy(words, p, static_cast<size_t>(elements) * sizeof(T));
}

// sums += a square of weights, [weight row][word], times the rows' words of x; x(row, word) is a word's address.
template <class Mul, int Rows, class X>
inline void add_square(Words (&weights)[Vec::kWidth], const X& x, Vec (&sums)[Rows]) {
  transpose(weights);
#pragma GCC unroll 16
  for (int i = 0; i < Vec::kWidth; ++i) {
    const typename Mul::Packed w = Mul::of(weights[i]);
#pragma GCC unroll 8
    for (int r = 0; r < Rows; ++r) {
      uint32_t word;
      std::memcpy(&word, x(r, i), sizeof(word));
      sums[r] = Mul::add(sums[r], w, Mul::broadcast(word));
    }
  }
}

// Outputs [col, col + cols) of some rows; cols is at most a vector's lanes (the last weight row stands in for those
// that do not exist, and is not stored).
template <class Mul, class T, class Out, int Rows>
void few_tile(const LinearArgs& a, int64_t row, int64_t col, int64_t cols) {
  constexpr int kLanes = Vec::kWidth;
  constexpr int64_t kStep = kLanes * static_cast<int64_t>(sizeof(uint32_t) / sizeof(T));
  const T* x = static_cast<const T*>(a.x) + row * a.x_stride;
  const T* w[kLanes];
  for (int i = 0; i < kLanes; ++i) w[i] = static_cast<const T*>(a.w) + (col + (i < cols ? i : cols - 1)) * a.w_stride;

  Vec sums[Rows];
  for (int r = 0; r < Rows; ++r) sums[r] = Vec::zero();
  Words weights[kLanes];
  int64_t k = 0;
  for (; k + kStep <= a.inner; k += kStep) {
#pragma GCC unroll 16
    for (int i = 0; i < kLanes; ++i) {
      // So many streams at once are more than the hardware's prefetchers follow.
      prefetch(w[i] + k + kLanes * a.w_stride);
      weights[i] = load_words(reinterpret_cast<const uint32_t*>(w[i] + k));
    }
    add_square<Mul>(weights, [&](int r, int i) { return x + r * a.x_stride + k + i * (kStep / kLanes); }, sums);
  }
  if (k < a.inner) {
    uint32_t words[kLanes];
    for (int i = 0; i < kLanes; ++i) {
      padded_words(w[i] + k, a.inner - k, words);
      weights[i] = load_words(words);
    }
    uint32_t xs[Rows][kLanes];
    for (int r = 0; r < Rows; ++r) padded_words(x + r * a.x_stride + k, a.inner - k, xs[r]);
    add_square<Mul>(weights, [&](int r, int i) { return &xs[r][i]; }, sums);
  }

  float out[Rows * kGemmColumns];
  for (int r = 0; r < Rows; ++r) sums[r].store(out + r * kGemmColumns);
  store_sums<T, Out>(a, out, row, Rows, col, cols);
}

template <class Mul, class T, class Out>
void few_range(const LinearArgs& a, int64_t col_begin, int64_t col_end) {
  using Tile = void (*)(const LinearArgs&, int64_t, int64_t, int64_t);
  static constexpr Tile kTiles[kFewPanel] = {
      few_tile<Mul, T, Out, 1>, few_tile<Mul, T, Out, 2>, few_tile<Mul, T, Out, 3>, few_tile<Mul, T, Out, 4>,
      few_tile<Mul, T, Out, 5>, few_tile<Mul, T, Out, 6>, few_tile<Mul, T, Out, 7>, few_tile<Mul, T, Out, 8>};
  for (int64_t col = col_begin; col < col_end; col += Vec::kWidth) {
    const int64_t cols = col_end - col < Vec::kWidth ? col_end - col : Vec::kWidth;
    // The panels that follow the first find the tile's weights in a cache.
    for (int64_t row = 0; row < a.rows; row += kFewPanel) {
      const int64_t rows = a.rows - row < kFewPanel ? a.rows - row : kFewPanel;
      kTiles[rows - 1](a, row, col, cols);
    }
  }
}
