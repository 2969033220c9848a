// Attention over a packed forest as a differentiable operation, where model/kernels/packed_attention.h has a kernel.
#pragma once

#include <memory>

#include "model/kernels/forest_plan.h"
#include "model/tensor.h"

namespace model::ops {

// q [T, H, E], k and v [T, K, E] with dense last dimensions; kernels::forest_attention_supported() must hold.
// Returns [T, H, E], dense.
at::Tensor forest_attention(std::shared_ptr<const kernels::ForestPlan> plan, const at::Tensor& q_THE,
                            const at::Tensor& k_TKE, const at::Tensor& v_TKE);

}  // namespace model::ops
