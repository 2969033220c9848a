// The gradients of attention over a packed forest, with the matrix products of model/kernels/matmul.h: scores of a tile
// stay in the cache, and nothing of size tokens x keys exists (Dao 2023, FlashAttention-2). The forward pass is
// model/kernels/block_forest.h.
// Knows no autograd: model/ops/forest_attention.h records it.
#pragma once

#include "model/kernels/block_forest.h"
#include "model/kernels/forest_plan.h"
#include "model/tensor.h"

namespace model::kernels {

// Whether forest_attention_backward takes these tensors: a CPU with matmul kernels for their type, dense last
// dimensions.
bool forest_attention_supported(const at::Tensor& q_THE, const at::Tensor& k_TKE, const at::Tensor& v_TKE);

struct ForestAttentionGradients {
  at::Tensor dq_THE, dk_TKE, dv_TKE;  // dense, the operands' type
};

// q [T, H, E], k and v [T, K, E], fp32 or bf16, and what BlockForest made of them. `plan` covers exactly T tokens and
// was made for groups of H / K. Sums are taken in an order that depends on the plan and on the number of threads alone.
ForestAttentionGradients forest_attention_backward(const ForestPlan& plan, const at::Tensor& q_THE,
                                                   const at::Tensor& k_TKE, const at::Tensor& v_TKE,
                                                   const ForestAttention& result, const at::Tensor& dout_THE);

}  // namespace model::kernels
