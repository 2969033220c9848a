// Attention over a packed forest by the kernel that the engine samples with (model/kernels/attention.h): keys and
// values are laid out in blocks as a cache would hold them, so that every sum has the order that it has there.
// Knows no autograd.
#pragma once

#include <vector>

#include "model/batch.h"
#include "model/kernels/attention.h"

namespace model {

class StrictAttention {
 public:
  // Of a forest that PackedAttention has checked.
  explicit StrictAttention(const std::vector<PackedSequence>& sequences);

  // q [T, H, E], k and v [T, K, E] on the CPU, fp32 or bf16 -> [T, H, E], no gradient.
  at::Tensor attend(const at::Tensor& q_THE, const at::Tensor& k_TKE, const at::Tensor& v_TKE) const;

 private:
  int32_t blocks_ = 0;
  at::Tensor rows_;  // tokens of the pack, one a slot; what a child repeats of its parent's last block comes again
  std::vector<kernels::KvSlot> slots_;
  std::vector<std::vector<kernels::KvSpan>> spans_;  // one list a run
  std::vector<kernels::QueryRun> runs_;              // their spans point into `spans_`
};

}  // namespace model
