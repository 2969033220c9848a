// Attention over a packed forest as a differentiable operation, where model/kernels/packed_attention.h has a kernel for
// its gradient.
#pragma once

#include <memory>

#include "model/kernels/block_forest.h"
#include "model/kernels/forest_plan.h"
#include "model/tensor.h"

namespace model::ops {

// q [T, H, E], k and v [T, K, E] with dense last dimensions; kernels::forest_attention_supported() must hold.
// Returns [T, H, E], dense.
// `forest` and `plan` are of the same sequences.
at::Tensor forest_attention(const kernels::BlockForest& forest, std::shared_ptr<const kernels::ForestPlan> plan,
                            const at::Tensor& q_THE, const at::Tensor& k_TKE, const at::Tensor& v_TKE);

}  // namespace model::ops
