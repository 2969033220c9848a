// y = x w^T + bias for inference: no gradient, fp32 accumulation, weights in their plain layout.
// Few rows are memory-bound (decoding), many rows compute-bound (prefill); knows nothing of models.
#pragma once

#include <cstdint>

#include "model/kernels/isa.h"
#include "model/tensor.h"

namespace model::kernels {

// Element strides; the innermost dimension is contiguous. bias may be null, and has the weights' type.
struct LinearArgs {
  const void* x = nullptr;  // [rows, inner]
  const void* w = nullptr;  // [outputs, inner]
  const void* bias = nullptr;
  void* y = nullptr;  // [rows, outputs]
  int64_t rows = 0;
  int64_t inner = 0;
  int64_t x_stride = 0;
  int64_t w_stride = 0;
  int64_t y_stride = 0;
};

// Of tensors as linear() takes them; y is dense.
LinearArgs linear_args(const at::Tensor& x, const at::Tensor& w, const at::Tensor& bias, const at::Tensor& y);

// Computes columns [begin, end) of y on the calling thread; best in multiples of kFewColumns.
inline constexpr int64_t kFewColumns = 16;
using LinearFunction = void (*)(const LinearArgs& args, int64_t begin, int64_t end);

// The same for many rows: begin is a multiple of kGemmColumns; bf16 needs even `inner` and x_stride and w_stride.
// scratch: gemm_scratch(rows) floats, best aligned to 64 bytes.
using GemmFunction = void (*)(const LinearArgs& args, int64_t begin, int64_t end, float* scratch);
inline constexpr int64_t kGemmColumns = 32;
inline constexpr int64_t kGemmWordChunk = 512;  // 32-bit words of `inner` that are packed at once: 64 KiB
inline constexpr int64_t kGemmRowChunk = 1024;  // rows whose sums are kept at once: 128 KiB
int64_t gemm_scratch(int64_t rows);

struct LinearKernels {
  LinearFunction f32 = nullptr;          // all fp32
  LinearFunction bf16 = nullptr;         // all bf16
  LinearFunction bf16_to_f32 = nullptr;  // bf16 in, fp32 out
  GemmFunction gemm_f32 = nullptr;
  GemmFunction gemm_bf16 = nullptr;
  GemmFunction gemm_bf16_to_f32 = nullptr;
};
const LinearKernels& linear_kernels(Isa isa);

// Whether the kernels take these: CPU, both fp32 or both bf16, x [..., inner], w [outputs, inner], last stride 1.
bool linear_supported(const at::Tensor& x, const at::Tensor& w);

// Up to so many rows the weights' bandwidth is the limit, and they are transposed in registers; above, in blocks of
// memory.
inline constexpr int64_t kFewRows = 8;

// x [rows, inner], w [outputs, inner], bias [outputs] or undefined -> y [rows, outputs] of x's type, or of `out_type`
// (fp32 from bf16: logits, never rounded to bf16). Where `linear_row_invariant` holds for the type, a row's result is
// the same bit for bit whatever rows are with it; it is that of the training forward where matmul_kernels() has one for
// the type (matmul.h). No autograd.
at::Tensor linear(const at::Tensor& x, const at::Tensor& w, const at::Tensor& bias = {},
                  c10::optional<at::ScalarType> out_type = {});

// False where large products of the type go to oneDNN's tiles (AMX), but for strict numerics; logits never do.
bool linear_row_invariant(at::ScalarType type);

}  // namespace model::kernels
