// The kernel for quantised weights as a template over `Lanes`, what a vector of the instruction set does: kLanes rows
// of weights side by side, 4 neighbours of each in a 32-bit lane. Included by quantised_*.cpp inside their target
// region and namespace, after Lanes; no include guard on purpose.
//
// A block's weights are unpacked into registers once and meet `Rows` rows of x there; a word of x, broadcast, meets all
// lanes. Integer sums are exact, and fp32 sums run over the blocks in order in every lane: no result depends on the
// tile or on the width of vectors.

#include "model/kernels/bf16_inl.h"

inline int32_t word_at(const uint8_t* p) {
  int32_t word;
  std::memcpy(&word, p, sizeof(word));
  return word;
}
inline float float_at(const uint8_t* p) {
  float value;
  std::memcpy(&value, p, sizeof(value));
  return value;
}

template <QuantFormat Format>
inline constexpr int64_t kBlockBytes = Format == QuantFormat::q8_0 ? 512 : 256;  // of a strip's block of numbers
template <QuantFormat Format>
inline constexpr int64_t kScaleBytes = Format == QuantFormat::q4_1 ? 64 : 32;

constexpr int kWords = 8;  // of a block

template <QuantFormat Format>
inline void unpack(const uint8_t* numbers, typename Lanes::Bytes (&w)[kWords]) {
  if constexpr (Format == QuantFormat::q8_0) {
#pragma GCC unroll 8
    for (int i = 0; i < kWords; ++i) w[i] = Lanes::load(numbers + i * 64);
  } else {
#pragma GCC unroll 4
    for (int i = 0; i < kWords / 2; ++i) {
      const typename Lanes::Bytes pairs = Lanes::load(numbers + i * 64);
      w[i] = Lanes::low(pairs);
      w[i + kWords / 2] = Lanes::high(pairs);
    }
  }
}

// Lanes [lane, lane + kLanes) of strip `strip` for `Rows` rows from `row` on.
template <QuantFormat Format, class Out, int Rows>
inline void tile(const QuantisedArgs& a, int64_t row, int64_t strip, int lane) {
  using Floats = typename Lanes::Floats;
  const uint8_t* scales = a.w + strip * a.strip_bytes + lane * 2;
  const uint8_t* numbers = a.w + strip * a.strip_bytes + a.scale_bytes + lane * 4;
  const int64_t blocks = a.x.blocks;
  const uint8_t* x[Rows];
  Floats sums[Rows];
#pragma GCC unroll 16
  for (int r = 0; r < Rows; ++r) {
    x[r] = a.x.data + (row + r) * a.x.row_bytes();
    sums[r] = Lanes::zero();
  }
  for (int64_t b = 0; b < blocks; ++b, scales += kScaleBytes<Format>, numbers += kBlockBytes<Format>) {
    typename Lanes::Bytes w[kWords];
    unpack<Format>(numbers, w);
    const Floats scale = Lanes::load_half(scales);
    const int64_t x_scale = blocks * kQuantBlock + b * 4, x_shift = x_scale + blocks * 4;
    // A row's products are one chain of additions: rows in step keep the multipliers busy.
    constexpr int kStep = Rows < Lanes::kRowsInStep ? Rows : Lanes::kRowsInStep;
    static_assert(Rows % kStep == 0);
#pragma GCC unroll 16
    for (int first = 0; first < Rows; first += kStep) {
      typename Lanes::Products products[kStep];
#pragma GCC unroll 16
      for (int r = 0; r < kStep; ++r) products[r] = Lanes::template start<Format>(x[first + r] + x_shift);
#pragma GCC unroll 8
      for (int i = 0; i < kWords; ++i) {
#pragma GCC unroll 16
        for (int r = 0; r < kStep; ++r) {
          const int32_t word = word_at(x[first + r] + b * kQuantBlock + i * 4);
          products[r] = Lanes::template add<Format>(products[r], w[i], word);
        }
      }
#pragma GCC unroll 16
      for (int r = 0; r < kStep; ++r) {
        const Floats weight = Lanes::mul(scale, Lanes::set(float_at(x[first + r] + x_scale)));
        sums[first + r] = Lanes::fma(Lanes::to_float(products[r]), weight, sums[first + r]);
        if constexpr (Format == QuantFormat::q4_1) {
          const Floats shift = Lanes::set(float_at(x[first + r] + x_shift));
          sums[first + r] = Lanes::fma(Lanes::load_half(scales + 32), shift, sums[first + r]);
        }
      }
    }
  }
  const int64_t column = strip * kStripRows + lane;
  const int64_t count = a.outputs - column < Lanes::kLanes ? a.outputs - column : Lanes::kLanes;
  for (int r = 0; r < Rows; ++r) {
    float values[Lanes::kLanes];
    Lanes::store(values, sums[r]);
    Out* y = static_cast<Out*>(a.y) + (row + r) * a.outputs + column;
    for (int64_t i = 0; i < count; ++i)
      from_float(a.bias == nullptr ? values[i] : values[i] + a.bias[column + i], y + i);
  }
}

template <QuantFormat Format, class Out, int Rows>
void tile_of(const QuantisedArgs& a, int64_t row, int64_t strip) {
  for (int lane = 0; lane < kStripRows; lane += Lanes::kLanes) tile<Format, Out, Rows>(a, row, strip, lane);
}

template <QuantFormat Format, class Out>
void quantised_range(const QuantisedArgs& a, int64_t begin, int64_t end) {
  using Function = void (*)(const QuantisedArgs&, int64_t, int64_t);
  constexpr int kMost = Lanes::kMostRows;
  static constexpr Function kTiles[] = {
      tile_of<Format, Out, 1>, tile_of<Format, Out, 2>, tile_of<Format, Out, 3>,
      tile_of<Format, Out, 4>, tile_of < Format,        Out,
      kMost >= 5 ? 5 : 1 >,    tile_of < Format,        Out,
      kMost >= 6 ? 6 : 1 >,    tile_of < Format,        Out,
      kMost >= 7 ? 7 : 1 >,    tile_of < Format,        Out,
      kMost >= 8 ? 8 : 1 >,
  };
  // Rows of x that stay in the second-level cache while the strips pass by.
  constexpr int64_t kChunkBytes = 384 * 1024;
  const int64_t fit = kChunkBytes / a.x.row_bytes() / kMost * kMost;
  const int64_t chunk = fit > kMost ? fit : kMost;
  for (int64_t first = 0; first < a.rows; first += chunk) {
    const int64_t last = first + chunk < a.rows ? first + chunk : a.rows;
    for (int64_t strip = begin; strip < end; ++strip) {
      for (int64_t row = first; row < last;) {
        // Spread the rows evenly over the tiles that are left.
        const int64_t tiles = (last - row + kMost - 1) / kMost;
        const int64_t height = (last - row + tiles - 1) / tiles;
        kTiles[height - 1](a, row, strip);
        row += height;
      }
    }
  }
}

constexpr QuantisedKernels kKernels = {
    {quantised_range<QuantFormat::q8_0, float>, quantised_range<QuantFormat::q4_0, float>,
     quantised_range<QuantFormat::q4_1, float>},
    {quantised_range<QuantFormat::q8_0, uint16_t>, quantised_range<QuantFormat::q4_0, uint16_t>,
     quantised_range<QuantFormat::q4_1, uint16_t>}};
