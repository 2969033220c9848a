// Sums over one row of logits, in a fixed order whatever the thread or the neighbours. Knows no sampling.
#pragma once

#include <cstdint>
#include <span>

#include "model/kernels/isa.h"

namespace model::kernels {

// Sums are also kept by slices of this many logits, so that a draw need not walk the whole vocabulary.
inline constexpr int64_t kSoftmaxSlice = 512;

// Largest value; a NaN anywhere gives NaN.
float row_max(std::span<const float> row);

// exp((x - max) * inverse_temperature) summed by slices of kSoftmaxSlice into `slice_sums`
// [(row.size() + kSoftmaxSlice - 1) / kSoftmaxSlice]; returns the total. max is row_max(row).
double exp_sums(std::span<const float> row, float max, float inverse_temperature, std::span<double> slice_sums);

// The same exp for one value, to the last bit.
float exp_term(float x, float max, float inverse_temperature);

struct SoftmaxKernels {
  float (*max)(const float* row, int64_t count) = nullptr;
  float (*exp_sum)(const float* row, int64_t count, float max, float inverse_temperature) = nullptr;
};
const SoftmaxKernels& softmax_kernels(Isa isa);

}  // namespace model::kernels
