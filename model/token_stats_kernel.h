// The two row loops of TokenStats on the CPU: logits -> statistics, and statistics' gradients -> gradient of the
// logits. Vectorised for AVX2 and, where the processor has it, AVX-512. Knows no matrix products and no autograd.
#pragma once

#include "model/tensor.h"

namespace model {

// stats_4N rows: logp, logsumexp, entropy, mean logit. logits_NV: contiguous fp32, bf16 or fp64; stats_4N: fp32 (fp64),
// its rows may be strided (stride(1) must be 1).
void token_stats_rows(const at::Tensor& logits_NV, const at::Tensor& targets_N, const at::Tensor& stats_4N);

// Overwrites logits_NV with the gradient of  sum over rows and statistics of gradient * statistic.
void token_stats_backward_rows(const at::Tensor& logits_NV, const at::Tensor& targets_N, const at::Tensor& stats_4N,
                               const at::Tensor& gradients_4N);

}  // namespace model
