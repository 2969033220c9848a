#include "model/ops/embedding.h"

#include "model/ops/scalar.h"

namespace model::ops {

namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

class Embedding : public torch::autograd::Function<Embedding> {
 public:
  static at::Tensor forward(AutogradContext* ctx, const at::Tensor& table_VD, const at::Tensor& tokens_T) {
    ctx->save_for_backward({table_VD, tokens_T});
    return table_VD.index_select(0, tokens_T);
  }
  static variable_list backward(AutogradContext* ctx, const variable_list& grads) {
    const variable_list saved = ctx->get_saved_variables();
    const at::Tensor in_place = gradient_in_place(saved[0]);
    const at::Tensor sum_VD = in_place.defined() ? in_place : at::zeros(saved[0].sizes(), at::kFloat);
    // One thread and the order of the tokens: the same sums in every run.
    const int64_t width = sum_VD.size(1), tokens = saved[1].size(0);
    const at::Tensor rows = grads[0].contiguous(), ids = saved[1].contiguous();
    by_type(rows, [&](auto type) {
      const auto* from = data_of<decltype(type)>(rows);
      for (int64_t t = 0; t < tokens; ++t, from += width) {
        float* to = mutable_data_of<float>(sum_VD) + ids.const_data_ptr<int64_t>()[t] * width;
        for (int64_t i = 0; i < width; ++i) to[i] += widen(from[i]);
      }
    });
    return {in_place.defined() ? at::Tensor() : sum_VD.to(saved[0].scalar_type()), {}};
  }
};

}  // namespace

at::Tensor embedding(const at::Tensor& table_VD, const at::Tensor& tokens_T) {
  return needs_gradient(table_VD) ? Embedding::apply(table_VD, tokens_T) : table_VD.index_select(0, tokens_T);
}

}  // namespace model::ops
