#include "model/ops/swiglu.h"

#include <ATen/Parallel.h>

#include "model/ops/scalar.h"

namespace model::ops {

namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

inline float sigmoid(float x) {
  return 1.0F / (1.0F + fast_exp(-x));
}

template <class T>
void forward_rows(const at::Tensor& gate_up_TG, const at::Tensor& out_TF) {
  const int64_t ffn = out_TF.size(1);
  at::parallel_for(0, out_TF.size(0), rows_per_task(ffn), [&](int64_t begin, int64_t end) {
    for (int64_t row = begin; row < end; ++row) {
      const T* gate = data_of<T>(gate_up_TG) + row * 2 * ffn;
      const T* up = gate + ffn;
      T* out = mutable_data_of<T>(out_TF) + row * ffn;
      for (int64_t i = 0; i < ffn; ++i) {
        const float g = widen(gate[i]);
        narrow(g * sigmoid(g) * widen(up[i]), out[i]);
      }
    }
  });
}

// silu'(g) = s (1 + g (1 - s)) with s = sigmoid(g).
template <class T>
void backward_rows(const at::Tensor& gate_up_TG, const at::Tensor& dout_TF, const at::Tensor& dgate_up_TG) {
  const int64_t ffn = dout_TF.size(1);
  at::parallel_for(0, dout_TF.size(0), rows_per_task(ffn), [&](int64_t begin, int64_t end) {
    for (int64_t row = begin; row < end; ++row) {
      const T* gate = data_of<T>(gate_up_TG) + row * 2 * ffn;
      const T* up = gate + ffn;
      const T* dout = data_of<T>(dout_TF) + row * ffn;
      T* dgate = mutable_data_of<T>(dgate_up_TG) + row * 2 * ffn;
      T* dup = dgate + ffn;
      for (int64_t i = 0; i < ffn; ++i) {
        const float g = widen(gate[i]), d = widen(dout[i]);
        const float s = sigmoid(g);
        narrow(d * widen(up[i]) * s * (1.0F + g * (1.0F - s)), dgate[i]);
        narrow(d * g * s, dup[i]);
      }
    }
  });
}

at::Tensor forward(const at::Tensor& gate_up_TG) {
  at::Tensor out_TF = at::empty({gate_up_TG.size(0), gate_up_TG.size(1) / 2}, gate_up_TG.options());
  by_type(gate_up_TG, [&](auto type) { forward_rows<decltype(type)>(gate_up_TG, out_TF); });
  return out_TF;
}

class SwiGlu : public torch::autograd::Function<SwiGlu> {
 public:
  static at::Tensor forward(AutogradContext* ctx, const at::Tensor& gate_up_TG) {
    ctx->save_for_backward({gate_up_TG});
    return ops::forward(gate_up_TG);
  }
  static variable_list backward(AutogradContext* ctx, const variable_list& grads) {
    const at::Tensor gate_up_TG = ctx->get_saved_variables()[0];
    const at::Tensor dout_TF = grads[0].contiguous();
    at::Tensor dgate_up_TG = at::empty_like(gate_up_TG);
    by_type(gate_up_TG, [&](auto type) { backward_rows<decltype(type)>(gate_up_TG, dout_TF, dgate_up_TG); });
    return {dgate_up_TG};
  }
};

}  // namespace

at::Tensor swiglu(const at::Tensor& gate_up_TG) {
  const at::Tensor input = gate_up_TG.contiguous();
  return needs_gradient(input) ? SwiGlu::apply(input) : forward(input);
}

}  // namespace model::ops
