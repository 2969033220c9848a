// The gated activation of the feed-forward block: silu(gate) · up, in fp32, rounded once. Differentiable.
#pragma once

#include "model/tensor.h"

namespace model::ops {

// gate_up_TG [T, 2F]: gate columns, then up columns -> [T, F].
at::Tensor swiglu(const at::Tensor& gate_up_TG);

}  // namespace model::ops
