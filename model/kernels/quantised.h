// y = x w^T + bias with weights of 8 or 4 bits (GGUF's Q8_0, Q4_0 and Q4_1: blocks of 32 with a scale each), for
// inference. Activations are rounded to 8 bits by blocks of 32 of a row, products of a block are summed as integers,
// and blocks in fp32 in one order: a row's result is the same bit for bit whatever rows are with it, on every
// processor. Knows no models and no files.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "model/tensor.h"

namespace model::kernels {

enum class QuantFormat { q8_0, q4_0, q4_1 };
std::string_view quant_format_name(QuantFormat format);

inline constexpr int64_t kQuantBlock = 32;  // elements of a row that share a scale
inline constexpr int64_t kStripRows = 16;   // rows of weights that lie together

// Bytes of a block as GGUF stores it: scale (fp16), with Q4_1 the minimum (fp16), then 32 int8 or 16 bytes whose low
// nibbles are elements 0..15 and whose high ones are 16..31.
int64_t quant_block_bytes(QuantFormat format);

// A matrix in strips of 16 rows, so that a vector of weights holds 4 neighbours of each of 16 rows. A strip is, block
// by block, its scales [blocks, 16] (fp16; with Q4_1 [blocks, 2, 16]: scales, then minima), padded to 64 bytes, then
// its numbers: Q8_0 [blocks, 8, 16, 4] bytes, 128 more than their value; otherwise [blocks, 4, 16, 4] bytes of nibbles
// as above. The last block of a row may be partial: its rest meets activations that are zero.
struct QuantisedMatrix {
  QuantFormat format = QuantFormat::q8_0;
  int64_t rows = 0;
  int64_t columns = 0;
  at::Tensor strips;  // uint8 [strips, strip_bytes()]

  int64_t blocks() const { return (columns + kQuantBlock - 1) / kQuantBlock; }  // of a row
  int64_t strip_count() const { return (rows + kStripRows - 1) / kStripRows; }
  int64_t scale_bytes() const;  // of a strip
  int64_t strip_bytes() const;
};

// With room for its strips, their contents undefined.
QuantisedMatrix make_quantised(QuantFormat format, int64_t rows, int64_t columns);

// Fills strip `strip` from GGUF blocks [16 rows, blocks()]; rows that the matrix lacks must be there, too (zeros).
void store_strip(const QuantisedMatrix& matrix, int64_t strip, const std::byte* blocks);

// x [rows, columns] fp32 or bf16 -> y [rows, w.rows] of x's type, or of `out_type` (fp32). bias [w.rows] of x's type or
// undefined. NaN and infinity in a block of x make the row's results NaN. No autograd.
at::Tensor quantised_linear(const at::Tensor& x, const QuantisedMatrix& w, const at::Tensor& bias = {},
                            c10::optional<at::ScalarType> out_type = {});

// Rows of the matrix as numbers: ids_T int64, in range -> [T, columns] of `type`.
at::Tensor quantised_rows(const QuantisedMatrix& w, const at::Tensor& ids_T, at::ScalarType type);

// Activations as the kernels take them: of each row its bytes [blocks, 32], then a scale a block (fp32), then what the
// format adds to a block's sum: Q8_0 and Q4_0 an int32 that takes the offset of the stored weights back, Q4_1 an fp32
// that the block's minimum is multiplied by.
struct QuantisedInput {
  const uint8_t* data = nullptr;
  int64_t blocks = 0;
  int64_t row_bytes() const { return blocks * (kQuantBlock + 8); }
};
void quantise_row(const float* x, int64_t columns, QuantFormat format, uint8_t* row);

// For quantised.cpp and the tests: strips [begin, end) on the calling thread.
struct QuantisedArgs {
  QuantisedInput x;
  const uint8_t* w = nullptr;
  int64_t strip_bytes = 0;
  int64_t scale_bytes = 0;
  const float* bias = nullptr;  // or null
  void* y = nullptr;            // [rows, outputs]
  int64_t rows = 0;
  int64_t outputs = 0;
};
using QuantisedFunction = void (*)(const QuantisedArgs& args, int64_t begin, int64_t end);
struct QuantisedKernels {
  QuantisedFunction to_f32[3];  // by QuantFormat
  QuantisedFunction to_bf16[3];
};
enum class ByteProducts { avx2, avx512_vnni };
const QuantisedKernels& quantised_kernels(ByteProducts instructions);

}  // namespace model::kernels
