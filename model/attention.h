// Attention over a packed forest of sequences: a token sees all tokens of its sequence's ancestors, and those of its
// own sequence up to itself. Differentiable; gradients of all children add up in a shared prefix.
#pragma once

#include "model/batch.h"
#include "model/transformer.h"

namespace model {

class PackedAttention : public Attention {
 public:
  // Keeps only the shape of the forest. Throws core::Error(data) if it is not one (gaps, overlaps, a parent after its
  // child).
  explicit PackedAttention(const PackedBatch& batch);

  at::Tensor attend(int64_t layer, const at::Tensor& q_THE, const at::Tensor& k_TKE, const at::Tensor& v_TKE) override;

 private:
  std::vector<PackedSequence> sequences_;
};

}  // namespace model
