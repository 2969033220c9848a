// C = A B or C += A B for training: any of the three products of a linear layer, bf16 or fp32 in, fp32 sums, both
// operands repacked on the way. Knows no autograd and no layers; small or inference-only products belong to linear.h.
#pragma once

#include <cstdint>

#include "model/kernels/isa.h"
#include "model/tensor.h"

namespace model::kernels {

// Columns of a packed panel of B, and rows of one of A when it has to be packed.
inline constexpr int64_t kPanelB = 64;
inline constexpr int64_t kPanelA = 48;

// Operands are counted in units of 32 bits along the inner dimension: one float, or a pair of bf16.
struct MatmulBlock {
  const uint32_t* a = nullptr;  // unit (row, k) at a[row * a_row + k * a_step]
  int64_t a_row = 0;
  int64_t a_step = 0;
  const uint32_t* b = nullptr;  // packed panel [units][kPanelB]
  int64_t units = 0;
  int64_t rows = 0;
  float* sums = nullptr;  // [rows][kPanelB], added to; with `fresh`, overwritten
  bool fresh = false;
  // With out (bf16 kernels alone), the finished sums go there rounded and not to `sums`.
  uint16_t* out = nullptr;  // [rows][kPanelB], rows `out_row` elements apart
  int64_t out_row = 0;
};

// One instruction set's building blocks for one element type.
struct MatmulKernels {
  void (*block)(const MatmulBlock& block) = nullptr;
  // Rows of `source` run along the inner dimension: unit k of row r goes to packed[k * panel + r]. Rows past `rows` up
  // to the panel's width are zero.
  void (*pack_rows)(const uint32_t* source, int64_t stride, int64_t rows, int64_t units, uint32_t* packed,
                    int64_t panel) = nullptr;
  // Columns of `source` [inner, columns] are the panel's: unit k takes row k (fp32) or rows 2k and 2k + 1 (bf16). Rows
  // past `inner` and columns past `columns` are zero. `stride` in elements.
  void (*pack_columns)(const void* source, int64_t stride, int64_t inner, int64_t columns, uint32_t* packed,
                       int64_t panel) = nullptr;
  // Sums to C, one row, converted to bf16; null where the type is fp32.
  void (*store_bf16)(const float* sums, int64_t count, uint16_t* out) = nullptr;
};

// nullptr where ATen's matmul is the better choice (no AVX-512, or tiles that oneDNN drives).
const MatmulKernels* matmul_kernels(at::ScalarType type);

// Whether matmul_into takes these 2-D tensors: CPU, one type with a kernel, each with one dense dimension.
bool matmul_supported(const at::Tensor& a_MK, const at::Tensor& b_KN);

// c [M, N], rows dense, of the operands' type or fp32. `accumulate` needs an fp32 c. Sums are taken in the same order
// whatever the number of threads. Runs on at::parallel_for.
void matmul_into(const at::Tensor& c_MN, const at::Tensor& a_MK, const at::Tensor& b_KN, bool accumulate);

}  // namespace model::kernels
