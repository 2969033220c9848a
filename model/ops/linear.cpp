#include "model/ops/linear.h"

#include "model/kernels/linear.h"
#include "model/ops/linear_grad.h"

namespace model::ops {

at::Tensor linear(const at::Tensor& x_TD, const at::Tensor& w_OD, const at::Tensor& bias_O) {
  const bool differentiable = at::GradMode::is_enabled() && (x_TD.requires_grad() || w_OD.requires_grad() ||
                                                             (bias_O.defined() && bias_O.requires_grad()));
  if (differentiable && x_TD.dim() == 2) return linear_with_gradient(x_TD, w_OD, bias_O);
  if (x_TD.dim() == 2 && kernels::linear_supported(x_TD, w_OD)) {
    return kernels::linear(x_TD, w_OD, bias_O);
  }
  return bias_O.defined() ? at::linear(x_TD, w_OD, bias_O) : at::linear(x_TD, w_OD);
}

at::Tensor logits(const at::Tensor& x_TD, const at::Tensor& w_VD) {
  const at::NoGradGuard no_grad;
  if (kernels::linear_supported(x_TD, w_VD)) return kernels::linear(x_TD, w_VD, {}, at::kFloat);
  return at::linear(x_TD, w_VD).to(at::kFloat);
}

}  // namespace model::ops
