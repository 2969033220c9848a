// The differentiable linear layer: x w^T + bias in the type of x and w, with the weight's gradient summed in fp32 and
// straight into the leaf's `.grad` where that is an fp32 tensor. Callers use model/ops/linear.h.
#pragma once

#include "model/tensor.h"

namespace model::ops {

// x_TD [T, D], w_OD [O, D], bias_O [O] or undefined -> [T, O].
at::Tensor linear_with_gradient(const at::Tensor& x_TD, const at::Tensor& w_OD, const at::Tensor& bias_O);

}  // namespace model::ops
