// The part of attention between its matrix products: softmax of rows of scores, and its derivative. Tiles of
// [rows, 64] as model/kernels/forest_plan.h cuts them; for packed_attention.cpp alone.
#pragma once

#include <cstdint>

#include "model/tensor.h"

namespace model::kernels {

// p = exp(score - lse) and ds = p (dp - delta) scale.
struct SoftmaxGradientTile {
  int64_t rows = 0;
  float scale = 1;
  const float* scores = nullptr;     // [rows, 64]
  const float* dp = nullptr;         // [rows, 64]
  const int32_t* visible = nullptr;  // [rows]
  const float* lse = nullptr;        // [rows]
  const float* delta = nullptr;      // [rows]
  void* p = nullptr;                 // [rows, 64]
  void* ds = nullptr;                // [rows, 64]
};

struct AttentionRows {
  void (*gradient)(const SoftmaxGradientTile& tile) = nullptr;
  // dots[r] = Σ a[r] b[r] over `width` elements; rows of a and b lie dense.
  void (*row_dots)(const void* a, const void* b, int64_t rows, int64_t width, float* dots) = nullptr;
};

// AVX-512 variants by element type, for processors that matmul_kernels() has kernels for.
extern const AttentionRows kAttentionRowsF32;
extern const AttentionRows kAttentionRowsBf16;

}  // namespace model::kernels
