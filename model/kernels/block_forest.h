// The forward pass of attention over a packed forest, by the kernel that the engine samples with
// (model/kernels/attention.h): keys and values are laid out in blocks as a cache would hold them, so that every sum has
// the order that it has there, and training sees the sampler's own rounding. Knows no autograd.
#pragma once

#include <vector>

#include "model/batch.h"
#include "model/kernels/attention.h"

namespace model::kernels {

struct ForestAttention {
  at::Tensor out_THE;  // dense, the operands' type
  at::Tensor lse_KTG;  // fp32: log of the sum of exp(score / sqrt(E)) of each query head of each token; G = H / K
};

class BlockForest {
 public:
  // Parents precede their children, and sequences cover the pack without gaps (model/attention.h checks that).
  explicit BlockForest(const std::vector<PackedSequence>& sequences);

  // q [T, H, E], k and v [T, K, E] on the CPU, fp32 or bf16.
  ForestAttention attend(const at::Tensor& q_THE, const at::Tensor& k_TKE, const at::Tensor& v_TKE) const;

 private:
  int32_t blocks_ = 0;
  at::Tensor rows_;  // tokens of the pack, one a slot; what a child repeats of its parent's last block comes again
  std::vector<KvSlot> slots_;
  std::vector<std::vector<KvSpan>> spans_;  // one list a run
  std::vector<QueryRun> runs_;              // their spans point into `spans_`
};

}  // namespace model::kernels
