#include "model/ops/swiglu.h"

namespace model::ops {

at::Tensor swiglu(const at::Tensor& gate_up_TG) {
  const int64_t ffn = gate_up_TG.size(1) / 2;
  const at::Tensor gate = gate_up_TG.narrow(1, 0, ffn).to(at::kFloat);
  const at::Tensor up = gate_up_TG.narrow(1, ffn, ffn).to(at::kFloat);
  return (at::silu(gate) * up).to(gate_up_TG.scalar_type());
}

}  // namespace model::ops
