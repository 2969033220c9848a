#include "model/ops/norm.h"

namespace model::ops {

at::Tensor rms_norm(const at::Tensor& x_TD, const at::Tensor& weight_D, double eps) {
  const at::Tensor x = x_TD.to(at::kFloat);
  const at::Tensor scale = at::rsqrt(x.square().mean(-1, true) + eps);
  return (x * scale * weight_D.to(at::kFloat)).to(x_TD.scalar_type());
}

NormedSum add_rms_norm(const at::Tensor& x_TD, const at::Tensor& delta_TD, const at::Tensor& weight_D, double eps) {
  const at::Tensor sum = x_TD + delta_TD;
  return {sum, rms_norm(sum, weight_D, eps)};
}

}  // namespace model::ops
