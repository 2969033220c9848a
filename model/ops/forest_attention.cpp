#include "model/ops/forest_attention.h"

#include "model/kernels/packed_attention.h"
#include "model/ops/scalar.h"

namespace model::ops {

namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;
using Plan = std::shared_ptr<const kernels::ForestPlan>;

// Carries the plan from forward to backward.
struct PlanHolder : torch::CustomClassHolder {
  explicit PlanHolder(Plan p) : plan(std::move(p)) {}
  Plan plan;
};

class ForestAttention : public torch::autograd::Function<ForestAttention> {
 public:
  static at::Tensor forward(AutogradContext* ctx, const kernels::BlockForest& forest, const Plan& plan,
                            const at::Tensor& q_THE, const at::Tensor& k_TKE, const at::Tensor& v_TKE) {
    const kernels::ForestAttention result = forest.attend(q_THE, k_TKE, v_TKE);
    ctx->save_for_backward({q_THE, k_TKE, v_TKE, result.out_THE, result.lse_KTG});
    ctx->saved_data["plan"] = c10::IValue::make_capsule(c10::make_intrusive<PlanHolder>(plan));
    return result.out_THE;
  }
  static variable_list backward(AutogradContext* ctx, const variable_list& grads) {
    const variable_list saved = ctx->get_saved_variables();
    const auto holder = ctx->saved_data["plan"].toCapsule();
    const Plan& plan = static_cast<const PlanHolder&>(*holder).plan;
    const kernels::ForestAttentionGradients d =
        kernels::forest_attention_backward(*plan, saved[0], saved[1], saved[2], {saved[3], saved[4]}, grads[0]);
    return {{}, {}, d.dq_THE, d.dk_TKE, d.dv_TKE};
  }
};

}  // namespace

at::Tensor forest_attention(const kernels::BlockForest& forest, Plan plan, const at::Tensor& q_THE,
                            const at::Tensor& k_TKE, const at::Tensor& v_TKE) {
  if (!needs_gradient(q_THE, k_TKE, v_TKE)) return forest.attend(q_THE, k_TKE, v_TKE).out_THE;
  return ForestAttention::apply(forest, plan, q_THE, k_TKE, v_TKE);
}

}  // namespace model::ops
