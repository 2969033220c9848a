#include "model/ops/scalar.h"

namespace model::ops {

at::Tensor gradient_in_place(const at::Tensor& parameter) {
  if (!parameter.is_leaf() || !parameter.requires_grad()) return {};
  const at::Tensor& gradient = parameter.grad();
  return gradient.defined() && gradient.scalar_type() == at::kFloat ? gradient : at::Tensor();
}

at::Tensor give_gradient(const at::Tensor& parameter, const at::Tensor& gradient) {
  const at::Tensor sum = gradient_in_place(parameter);
  if (!sum.defined()) return gradient.to(parameter.scalar_type());
  sum.add_(gradient.view(sum.sizes()));
  return {};
}

}  // namespace model::ops
