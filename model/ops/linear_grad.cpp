#include "model/ops/linear_grad.h"

#include <optional>

#include "model/kernels/linear.h"
#include "model/ops/product.h"
#include "model/ops/scalar.h"
#include "model/strict.h"

namespace model::ops {

namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

// dw = dyᵀ x.
at::Tensor weight_gradient(const at::Tensor& weight_OD, const at::Tensor& dy_TO, const at::Tensor& x_TD) {
  const at::Tensor sum = gradient_in_place(weight_OD);
  if (sum.defined() && sum.stride(1) == 1) {
    add_product(sum, dy_TO.t(), x_TD);
    return {};
  }
  at::Tensor gradient = at::empty(weight_OD.sizes(), weight_OD.options().dtype(at::kFloat));
  product_into(gradient, dy_TO.t(), x_TD);
  return give_gradient(weight_OD, gradient);
}

class Linear : public torch::autograd::Function<Linear> {
 public:
  // The bias is optional rather than undefined: apply() reads the metadata of every tensor it is given.
  static at::Tensor forward(AutogradContext* ctx, const at::Tensor& x_TD, const at::Tensor& weight_OD,
                            const std::optional<at::Tensor>& bias) {
    const at::Tensor bias_O = bias.value_or(at::Tensor());
    ctx->save_for_backward({x_TD, weight_OD, bias_O});
    // The sampler's kernel rounds once, after the bias; a product and then a sum would round twice.
    if ((strict_numerics() || bias_O.defined()) && kernels::linear_supported(x_TD, weight_OD)) {
      return kernels::linear(x_TD, weight_OD, bias_O);
    }
    const at::Tensor y_TO = product(x_TD, weight_OD.t());
    return bias_O.defined() ? y_TO + bias_O : y_TO;
  }
  static variable_list backward(AutogradContext* ctx, const variable_list& grads) {
    const variable_list saved = ctx->get_saved_variables();
    const at::Tensor dy_TO = grads[0].contiguous();
    variable_list out(3);
    if (ctx->needs_input_grad(0)) out[0] = product(dy_TO, saved[1]);
    if (ctx->needs_input_grad(1)) out[1] = weight_gradient(saved[1], dy_TO, saved[0]);
    if (saved[2].defined() && ctx->needs_input_grad(2)) {
      out[2] = give_gradient(saved[2], dy_TO.sum(0, false, at::kFloat));
    }
    return out;
  }
};

}  // namespace

at::Tensor linear_with_gradient(const at::Tensor& x_TD, const at::Tensor& w_OD, const at::Tensor& bias_O) {
  return Linear::apply(x_TD.contiguous(), w_OD, bias_O.defined() ? std::optional(bias_O) : std::nullopt);
}

}  // namespace model::ops
