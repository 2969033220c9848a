#include "model/ops/norm.h"

#include <ATen/Parallel.h>

#include <algorithm>
#include <cmath>

#include "model/ops/scalar.h"

namespace model::ops {

namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

constexpr int64_t kLanes = 16;  // partial sums of a reduction, so that it becomes vector code

template <class Term>
float sum_over(int64_t count, const Term& term) {
  float lanes[kLanes] = {};
  int64_t i = 0;
  for (; i + kLanes <= count; i += kLanes) {
    for (int64_t j = 0; j < kLanes; ++j) lanes[j] += term(i + j);
  }
  for (; i < count; ++i) lanes[i % kLanes] += term(i);
  float sum = 0;
  for (const float lane : lanes) sum += lane;
  return sum;
}

struct Forward {
  at::Tensor sum_TD;  // x + delta; x itself without a delta
  at::Tensor normed_TD;
  at::Tensor inverse_T;  // 1 / rms
};

template <class T>
void forward_rows(const at::Tensor& x_TD, const at::Tensor& delta_TD, const at::Tensor& weight_D, float eps,
                  const Forward& out) {
  const int64_t width = weight_D.size(0), rows = x_TD.numel() / width;
  const T *x = data_of<T>(x_TD), *delta = data_of<T>(delta_TD), *weight = data_of<T>(weight_D);
  T* sum = delta != nullptr ? mutable_data_of<T>(out.sum_TD) : nullptr;
  T* y = mutable_data_of<T>(out.normed_TD);
  auto* inverse = mutable_data_of<float>(out.inverse_T);
  at::parallel_for(0, rows, rows_per_task(width), [&](int64_t begin, int64_t end) {
    for (int64_t row = begin; row < end; ++row) {
      const T* in = x + row * width;
      if (delta != nullptr) {
        const T* more = delta + row * width;
        T* to = sum + row * width;
        for (int64_t i = 0; i < width; ++i) narrow(widen(in[i]) + widen(more[i]), to[i]);
        in = to;
      }
      const float squares = sum_over(width, [&](int64_t i) { return widen(in[i]) * widen(in[i]); });
      const float scale = 1.0F / std::sqrt(squares / static_cast<float>(width) + eps);
      inverse[row] = scale;
      T* to = y + row * width;
      for (int64_t i = 0; i < width; ++i) narrow(widen(in[i]) * scale * widen(weight[i]), to[i]);
    }
  });
}

Forward forward(const at::Tensor& x_TD, const at::Tensor& delta_TD, const at::Tensor& weight_D, double eps) {
  Forward out;
  out.sum_TD = delta_TD.defined() ? at::empty_like(x_TD) : x_TD;
  out.normed_TD = at::empty_like(x_TD);
  out.inverse_T = at::empty({x_TD.numel() / weight_D.size(0)}, at::kFloat);
  by_type(x_TD,
          [&](auto type) { forward_rows<decltype(type)>(x_TD, delta_TD, weight_D, static_cast<float>(eps), out); });
  return out;
}

struct Saved {
  at::Tensor sum_TD, weight_D, inverse_T;
};

// With r = 1 / rms, y = r x w:  dx = r (dy w - x r² mean(dy w x)) + what flows into the sum itself;  dw = Σ dy x r.
// Each task adds up its own dw; `partial_weights` is [tasks, D].
template <class T>
void backward_rows(const Saved& saved, const at::Tensor& dy_TD, const at::Tensor& dsum_TD, const at::Tensor& dx_TD,
                   const at::Tensor& partial_weights) {
  const int64_t width = saved.weight_D.size(0), rows = dy_TD.numel() / width;
  const T *x = data_of<T>(saved.sum_TD), *weight = data_of<T>(saved.weight_D);
  const T *dy = data_of<T>(dy_TD), *dsum = data_of<T>(dsum_TD);
  const auto* inverse = data_of<float>(saved.inverse_T);
  T* dx = mutable_data_of<T>(dx_TD);
  const int64_t tasks = partial_weights.size(0);
  at::parallel_for(0, tasks, 1, [&](int64_t first, int64_t last) {
    for (int64_t task = first; task < last; ++task) {
      float* dweight = mutable_data_of<float>(partial_weights) + task * width;
      for (int64_t row = rows * task / tasks; row < rows * (task + 1) / tasks; ++row) {
        const T *in = x + row * width, *grad = dy + row * width;
        const float scale = inverse[row];
        const float mean =
            sum_over(width, [&](int64_t i) { return widen(grad[i]) * widen(weight[i]) * widen(in[i]); }) /
            static_cast<float>(width);
        const float pull = scale * scale * scale * mean;
        T* to = dx + row * width;
        for (int64_t i = 0; i < width; ++i) {
          const float g = widen(grad[i]), v = widen(in[i]);
          dweight[i] += g * v * scale;
          float value = scale * g * widen(weight[i]) - pull * v;
          if (dsum != nullptr) value += widen(dsum[row * width + i]);
          narrow(value, to[i]);
        }
      }
    }
  });
}

struct Gradients {
  at::Tensor x_TD;
  at::Tensor weight_D;  // undefined when it went into the leaf's own
};

Gradients backward(const Saved& saved, const at::Tensor& dy_TD, const at::Tensor& dsum_TD) {
  const at::Tensor dx_TD = at::empty_like(saved.sum_TD);
  // The number of partial sums depends on sizes and threads alone, so a rerun adds in the same order.
  const int64_t width = saved.weight_D.size(0), rows = dy_TD.numel() / width;
  const int64_t tasks = std::min<int64_t>(at::get_num_threads(), 1 + rows / rows_per_task(width));
  const at::Tensor partial = at::zeros({tasks, width}, at::kFloat);
  by_type(saved.sum_TD, [&](auto type) { backward_rows<decltype(type)>(saved, dy_TD, dsum_TD, dx_TD, partial); });
  return {dx_TD, give_gradient(saved.weight_D, partial.sum(0))};
}

class RmsNorm : public torch::autograd::Function<RmsNorm> {
 public:
  static at::Tensor forward(AutogradContext* ctx, const at::Tensor& x_TD, const at::Tensor& weight_D, double eps) {
    const Forward out = ops::forward(x_TD, {}, weight_D, eps);
    ctx->save_for_backward({x_TD, weight_D, out.inverse_T});
    return out.normed_TD;
  }
  static variable_list backward(AutogradContext* ctx, const variable_list& grads) {
    const variable_list saved = ctx->get_saved_variables();
    const Gradients g = ops::backward({saved[0], saved[1], saved[2]}, grads[0].contiguous(), {});
    return {g.x_TD, g.weight_D, {}};
  }
};

class AddRmsNorm : public torch::autograd::Function<AddRmsNorm> {
 public:
  static variable_list forward(AutogradContext* ctx, const at::Tensor& x_TD, const at::Tensor& delta_TD,
                               const at::Tensor& weight_D, double eps) {
    const Forward out = ops::forward(x_TD, delta_TD, weight_D, eps);
    ctx->save_for_backward({out.sum_TD, weight_D, out.inverse_T});
    return {out.sum_TD, out.normed_TD};
  }
  static variable_list backward(AutogradContext* ctx, const variable_list& grads) {
    const variable_list saved = ctx->get_saved_variables();
    const at::Tensor dsum_TD = grads[0].defined() ? grads[0].contiguous() : at::Tensor();
    const Gradients g = ops::backward({saved[0], saved[1], saved[2]}, grads[1].contiguous(), dsum_TD);
    return {g.x_TD, g.x_TD, g.weight_D, {}};
  }
};

}  // namespace

at::Tensor rms_norm(const at::Tensor& x_TD, const at::Tensor& weight_D, double eps) {
  const at::Tensor x = x_TD.contiguous();
  return needs_gradient(x, weight_D) ? RmsNorm::apply(x, weight_D, eps) : forward(x, {}, weight_D, eps).normed_TD;
}

NormedSum add_rms_norm(const at::Tensor& x_TD, const at::Tensor& delta_TD, const at::Tensor& weight_D, double eps) {
  const at::Tensor x = x_TD.contiguous(), delta = delta_TD.contiguous();
  if (!needs_gradient(x, delta, weight_D)) {
    const Forward out = forward(x, delta, weight_D, eps);
    return {out.sum_TD, out.normed_TD};
  }
  const variable_list out = AddRmsNorm::apply(x, delta, weight_D, eps);
  return {out[0], out[1]};
}

}  // namespace model::ops
