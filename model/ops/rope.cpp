#include "model/ops/rope.h"

#include "model/ops/norm.h"

namespace model::ops {

namespace {

at::Tensor rotate(const at::Tensor& x_THE, const RopeOptions& o) {
  const int64_t half = o.head_size / 2;
  const at::Tensor x = x_THE.to(at::kFloat);
  const at::Tensor first = x.narrow(-1, 0, half), second = x.narrow(-1, half, half);
  const at::Tensor cos = o.cos_TE.unsqueeze(1), sin = o.sin_TE.unsqueeze(1);
  return at::cat({first * cos - second * sin, second * cos + first * sin}, -1).to(x_THE.scalar_type());
}

}  // namespace

Heads split_heads(const at::Tensor& qkv_TC, const RopeOptions& o) {
  const int64_t tokens = qkv_TC.size(0);
  const int64_t q_size = o.heads * o.head_size, kv_size = o.kv_heads * o.head_size;
  Heads heads;
  heads.q_THE = qkv_TC.narrow(1, 0, q_size).view({tokens, o.heads, o.head_size});
  heads.k_TKE = qkv_TC.narrow(1, q_size, kv_size).view({tokens, o.kv_heads, o.head_size});
  heads.v_TKE = qkv_TC.narrow(1, q_size + kv_size, kv_size).view({tokens, o.kv_heads, o.head_size});
  if (o.q_norm_E.defined()) {
    heads.q_THE = rms_norm(heads.q_THE, o.q_norm_E, o.eps);
    heads.k_TKE = rms_norm(heads.k_TKE, o.k_norm_E, o.eps);
  }
  heads.q_THE = rotate(heads.q_THE, o);
  heads.k_TKE = rotate(heads.k_TKE, o);
  return heads;
}

RopeTable rope_table(int64_t count, int64_t head_size, double theta) {
  // fp32 throughout, as Hugging Face computes it: inv_freq = 1 / theta^(2i/E), angle = position · inv_freq.
  const at::Tensor exponents = at::arange(0, head_size, 2, at::kLong).to(at::kFloat) / static_cast<double>(head_size);
  const at::Tensor inverse_frequency = at::reciprocal(at::pow(theta, exponents));
  const at::Tensor angles = at::outer(at::arange(count, at::kLong).to(at::kFloat), inverse_frequency);
  return {at::cos(angles), at::sin(angles)};
}

}  // namespace model::ops
