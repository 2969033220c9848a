// One value with another one's gradient.
#pragma once

#include <functional>

#include "model/tensor.h"

namespace model::ops {

using AttentionFormula = std::function<at::Tensor(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v)>;

// value(q, k, v) with the gradient of formula(q, k, v), which is computed in the backward pass. The two must agree up
// to rounding; value need not be differentiable.
at::Tensor with_gradient_of(const AttentionFormula& formula, const AttentionFormula& value, const at::Tensor& q,
                            const at::Tensor& k, const at::Tensor& v);

}  // namespace model::ops
