#include "model/ops/rope.h"

#include <ATen/Parallel.h>

#include <cmath>

#include "model/ops/norm.h"
#include "model/ops/scalar.h"

namespace model::ops {

namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

// Where the heads of a token lie, in elements.
struct HeadRows {
  int64_t heads = 0;
  int64_t head_size = 0;
  int64_t in_stride = 0;  // between tokens
  int64_t out_stride = 0;
};

// One head by its token's angles. Nothing aliases: this becomes vector code without a check a head.
template <class T>
void rotate_head(const T* __restrict from, T* __restrict to, const float* __restrict cos, const float* __restrict sin,
                 int64_t half, float direction) {
  for (int64_t i = 0; i < half; ++i) {
    const float first = widen(from[i]), second = widen(from[i + half]), turn = direction * sin[i];
    narrow(first * cos[i] - second * turn, to[i]);
    narrow(second * cos[i] + first * turn, to[i + half]);
  }
}

// Every head of every token; `direction` -1 turns back, which is the gradient.
template <class T>
void rotate(const T* in, T* out, const HeadRows& rows, const RopeTable& angles, float direction) {
  const int64_t half = rows.head_size / 2, tokens = angles.cos.size(0);
  at::parallel_for(0, tokens, rows_per_task(rows.heads * rows.head_size), [&](int64_t begin, int64_t end) {
    for (int64_t token = begin; token < end; ++token) {
      const float* cos = data_of<float>(angles.cos) + token * half;
      const float* sin = data_of<float>(angles.sin) + token * half;
      for (int64_t head = 0; head < rows.heads; ++head) {
        const T* from = in + token * rows.in_stride + head * rows.head_size;
        rotate_head(from, out + token * rows.out_stride + head * rows.head_size, cos, sin, half, direction);
      }
    }
  });
}

// x: heads in the last two dimensions, both dense; tokens may be strided.
at::Tensor rotated(const at::Tensor& x_THE, const RopeTable& angles, float direction) {
  at::Tensor out_THE = at::empty(x_THE.sizes(), x_THE.options());
  const HeadRows rows{x_THE.size(1), x_THE.size(2), x_THE.stride(0), out_THE.stride(0)};
  by_type(x_THE, [&](auto type) {
    using T = decltype(type);
    rotate(data_of<T>(x_THE), mutable_data_of<T>(out_THE), rows, angles, direction);
  });
  return out_THE;
}

class Rotate : public torch::autograd::Function<Rotate> {
 public:
  static at::Tensor forward(AutogradContext* ctx, const at::Tensor& x_THE, const RopeTable& angles) {
    ctx->save_for_backward({angles.cos, angles.sin});
    return rotated(x_THE, angles, 1.0F);
  }
  static variable_list backward(AutogradContext* ctx, const variable_list& grads) {
    const variable_list saved = ctx->get_saved_variables();
    return {rotated(grads[0].contiguous(), {saved[0], saved[1]}, -1.0F), {}};
  }
};

// Split and rotation as one step, so that the gradients of q, k and v meet in one matrix without a copy.
class SplitAndRotate : public torch::autograd::Function<SplitAndRotate> {
 public:
  static variable_list forward(AutogradContext* ctx, const at::Tensor& qkv_TC, const RopeOptions& o) {
    ctx->save_for_backward({o.angles.cos, o.angles.sin});
    ctx->saved_data["columns"] = qkv_TC.size(1);
    const int64_t tokens = qkv_TC.size(0), q = o.heads * o.head_size, kv = o.kv_heads * o.head_size;
    const at::Tensor q_THE = qkv_TC.narrow(1, 0, q).view({tokens, o.heads, o.head_size});
    const at::Tensor k_TKE = qkv_TC.narrow(1, q, kv).view({tokens, o.kv_heads, o.head_size});
    const at::Tensor v_TKE = qkv_TC.narrow(1, q + kv, kv).view({tokens, o.kv_heads, o.head_size});
    return {rotated(q_THE, o.angles, 1.0F), rotated(k_TKE, o.angles, 1.0F), v_TKE.contiguous()};
  }
  static variable_list backward(AutogradContext* ctx, const variable_list& grads) {
    const variable_list saved = ctx->get_saved_variables();
    const at::Tensor dq = grads[0].contiguous(), dk = grads[1].contiguous();
    const int64_t tokens = dq.size(0), q = dq.size(1) * dq.size(2), kv = dk.size(1) * dk.size(2);
    at::Tensor dqkv_TC = at::empty({tokens, ctx->saved_data["columns"].toInt()}, dq.options());
    by_type(dq, [&](auto type) {
      using T = decltype(type);
      T* out = mutable_data_of<T>(dqkv_TC);
      const int64_t columns = dqkv_TC.size(1);
      rotate(data_of<T>(dq), out, {dq.size(1), dq.size(2), q, columns}, {saved[0], saved[1]}, -1.0F);
      rotate(data_of<T>(dk), out + q, {dk.size(1), dk.size(2), kv, columns}, {saved[0], saved[1]}, -1.0F);
    });
    dqkv_TC.narrow(1, q + kv, kv).copy_(grads[2].reshape({tokens, kv}));
    return {dqkv_TC, {}};
  }
};

Heads split_normed(const at::Tensor& qkv_TC, const RopeOptions& o) {
  const int64_t tokens = qkv_TC.size(0), q = o.heads * o.head_size, kv = o.kv_heads * o.head_size;
  const auto turn = [&](const at::Tensor& x) {
    return needs_gradient(x) ? Rotate::apply(x, o.angles) : rotated(x, o.angles, 1.0F);
  };
  Heads heads;
  heads.q_THE = turn(rms_norm(qkv_TC.narrow(1, 0, q).view({tokens, o.heads, o.head_size}), o.q_norm_E, o.eps));
  heads.k_TKE = turn(rms_norm(qkv_TC.narrow(1, q, kv).view({tokens, o.kv_heads, o.head_size}), o.k_norm_E, o.eps));
  heads.v_TKE = qkv_TC.narrow(1, q + kv, kv).view({tokens, o.kv_heads, o.head_size});
  return heads;
}

}  // namespace

Heads split_heads(const at::Tensor& qkv_TC, const RopeOptions& o) {
  const at::Tensor qkv = qkv_TC.contiguous();
  if (o.q_norm_E.defined()) return split_normed(qkv, o);
  if (needs_gradient(qkv)) {
    const variable_list out = SplitAndRotate::apply(qkv, o);
    return {out[0], out[1], out[2]};
  }
  const int64_t tokens = qkv.size(0), q = o.heads * o.head_size, kv = o.kv_heads * o.head_size;
  const auto turn = [&](int64_t start, int64_t count) {
    return rotated(qkv.narrow(1, start, count * o.head_size).view({tokens, count, o.head_size}), o.angles, 1.0F);
  };
  return {turn(0, o.heads), turn(q, o.kv_heads), qkv.narrow(1, q + kv, kv).view({tokens, o.kv_heads, o.head_size})};
}

RopeTable rope_table(int64_t count, int64_t head_size, double theta, const RopeScaling& scaling) {
  at::Tensor inverse_frequency;
  if (scaling.kind == RopeKind::plain) {
    // fp32 throughout, as Hugging Face computes it: inv_freq = 1 / theta^(2i/E), angle = position · inv_freq.
    const at::Tensor exponents = at::arange(0, head_size, 2, at::kLong).to(at::kFloat) / static_cast<double>(head_size);
    inverse_frequency = at::reciprocal(at::pow(theta, exponents));
  } else {
    inverse_frequency = at::tensor(inverse_frequencies(scaling, head_size, theta), at::kDouble).to(at::kFloat);
  }
  const at::Tensor angles = at::outer(at::arange(count, at::kLong).to(at::kFloat), inverse_frequency);
  const double factor = rope_attention_factor(scaling);
  return factor == 1 ? RopeTable{at::cos(angles), at::sin(angles)}
                     : RopeTable{at::cos(angles) * factor, at::sin(angles) * factor};
}

}  // namespace model::ops
