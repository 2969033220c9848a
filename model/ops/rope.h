// From the fused projection to heads that are ready for attention: split, qk-norm where the model has it, rotary
// embedding in the half-split order of Hugging Face. Differentiable.
#pragma once

#include "model/rope_scaling.h"
#include "model/tensor.h"

namespace model::ops {

// cos and sin of angles, fp32 [positions, E / 2] each.
struct RopeTable {
  at::Tensor cos;
  at::Tensor sin;
};

struct RopeOptions {
  int64_t heads = 0;
  int64_t kv_heads = 0;
  int64_t head_size = 0;
  at::Tensor q_norm_E;  // undefined: no qk-norm
  at::Tensor k_norm_E;
  double eps = 1e-6;
  RopeTable angles;  // of this pass's tokens
};

struct Heads {
  at::Tensor q_THE;
  at::Tensor k_TKE;
  at::Tensor v_TKE;
};

// qkv_TC: [T, (H + 2K) E], rows of q heads, k heads, v heads.
Heads split_heads(const at::Tensor& qkv_TC, const RopeOptions& options);

// Of the positions 0..count-1: angle = position · theta^(-2i/E) where RoPE is not scaled, else what
// model/rope_scaling.h says.
RopeTable rope_table(int64_t count, int64_t head_size, double theta, const RopeScaling& scaling = {});

}  // namespace model::ops
