// From the fused projection to heads that are ready for attention: split, qk-norm where the model has it, rotary
// embedding in the half-split order of Hugging Face. Differentiable.
#pragma once

#include "model/rope_scaling.h"
#include "model/tensor.h"

namespace model::ops {

struct RopeOptions {
  int64_t heads = 0;
  int64_t kv_heads = 0;
  int64_t head_size = 0;
  at::Tensor q_norm_E;  // undefined: no qk-norm
  at::Tensor k_norm_E;
  double eps = 1e-6;
  at::Tensor cos_TE;  // fp32 [T, E / 2], rows of this pass's tokens
  at::Tensor sin_TE;
};

struct Heads {
  at::Tensor q_THE;
  at::Tensor k_TKE;
  at::Tensor v_TKE;
};

// qkv_TC: [T, (H + 2K) E], rows of q heads, k heads, v heads.
Heads split_heads(const at::Tensor& qkv_TC, const RopeOptions& options);

// cos and sin of `positions` 0..count-1 in fp32, [count, E / 2] each: angle = position · theta^(-2i/E) where RoPE
// is not scaled, else what model/rope_scaling.h says.
struct RopeTable {
  at::Tensor cos;
  at::Tensor sin;
};
RopeTable rope_table(int64_t count, int64_t head_size, double theta, const RopeScaling& scaling = {});

}  // namespace model::ops
