// RMSNorm, alone and behind a residual sum: y = x / sqrt(mean(x²) + eps) · weight, computed in fp32 and rounded once.
// Differentiable. Hugging Face: LlamaRMSNorm, Qwen3RMSNorm.
#pragma once

#include "model/tensor.h"

namespace model::ops {

// x_TD [T, D] and weight_D [D] of one type -> [T, D].
at::Tensor rms_norm(const at::Tensor& x_TD, const at::Tensor& weight_D, double eps);

struct NormedSum {
  at::Tensor sum_TD;     // x + delta, the residual stream
  at::Tensor normed_TD;  // its RMSNorm
};

// One pass over memory for the sum and its norm, forward and backward.
NormedSum add_rms_norm(const at::Tensor& x_TD, const at::Tensor& delta_TD, const at::Tensor& weight_D, double eps);

}  // namespace model::ops
