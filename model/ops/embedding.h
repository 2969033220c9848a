// Rows of the embedding matrix by token. Differentiable: the gradient is added to the rows' fp32 sums directly, without
// a dense [V, D] matrix in between.
#pragma once

#include "model/tensor.h"

namespace model::ops {

// tokens_T int64, in range; table_VD -> [T, D].
at::Tensor embedding(const at::Tensor& table_VD, const at::Tensor& tokens_T);

}  // namespace model::ops
