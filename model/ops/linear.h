// x w^T + bias, the one way in which the model multiplies by a weight. With a gradient to record it is
// model/ops/linear_grad.h; without, the inference kernels (model/kernels/linear.h), which read the weights as they lie.
#pragma once

#include "model/tensor.h"

namespace model::ops {

// x_TD [T, D], w_OD [O, D], bias_O [O] or undefined -> [T, O] of x's type.
at::Tensor linear(const at::Tensor& x_TD, const at::Tensor& w_OD, const at::Tensor& bias_O = {});

// Logits in fp32 without a gradient: x_TD [T, D], w_VD [V, D] -> [T, V].
at::Tensor logits(const at::Tensor& x_TD, const at::Tensor& w_VD);

}  // namespace model::ops
