#include "model/ops/replaced_value.h"

#include <torch/csrc/autograd/autograd.h>

#include "model/ops/scalar.h"

namespace model::ops {

namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

// Carries the formula from forward to backward.
struct FormulaHolder : torch::CustomClassHolder {
  explicit FormulaHolder(AttentionFormula f) : formula(std::move(f)) {}
  AttentionFormula formula;
};

class ReplacedValue : public torch::autograd::Function<ReplacedValue> {
 public:
  static at::Tensor forward(AutogradContext* ctx, const AttentionFormula& formula, const AttentionFormula& value,
                            const at::Tensor& q, const at::Tensor& k, const at::Tensor& v) {
    ctx->save_for_backward({q, k, v});
    ctx->saved_data["formula"] = c10::IValue::make_capsule(c10::make_intrusive<FormulaHolder>(formula));
    return value(q, k, v);
  }
  static variable_list backward(AutogradContext* ctx, const variable_list& grads) {
    const at::AutoGradMode with_gradients(true);
    const variable_list saved = ctx->get_saved_variables();
    variable_list inputs;
    for (const at::Tensor& input : saved) inputs.push_back(input.detach().requires_grad_());
    const auto holder = ctx->saved_data["formula"].toCapsule();
    const AttentionFormula& formula = static_cast<const FormulaHolder&>(*holder).formula;
    const variable_list d = torch::autograd::grad({formula(inputs[0], inputs[1], inputs[2])}, inputs, {grads[0]});
    return {{}, {}, d[0], d[1], d[2]};
  }
};

}  // namespace

at::Tensor with_gradient_of(const AttentionFormula& formula, const AttentionFormula& value, const at::Tensor& q,
                            const at::Tensor& k, const at::Tensor& v) {
  if (!needs_gradient(q, k, v)) return value(q, k, v);
  return ReplacedValue::apply(formula, value, q, k, v);
}

}  // namespace model::ops
