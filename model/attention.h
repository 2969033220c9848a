// Attention over a packed forest of sequences: a token sees all tokens of its sequence's ancestors, and those of its
// own sequence up to itself. Differentiable; gradients of all children add up in a shared prefix.
// On the CPU the values are those of the engine's kernel (model/kernels/block_forest.h), the gradients those of our own
// where the processor has one (model/kernels/packed_attention.h), else ATen's, sequence by sequence.
#pragma once

#include <memory>

#include "model/batch.h"
#include "model/kernels/block_forest.h"
#include "model/kernels/forest_plan.h"
#include "model/transformer.h"

namespace model {

class PackedAttention : public Attention {
 public:
  // Keeps only the shape of the forest. Throws core::Error(data) if it is not one (gaps, overlaps, a parent after its
  // child).
  explicit PackedAttention(const PackedBatch& batch);

  at::Tensor attend(int64_t layer, const at::Tensor& q_THE, const at::Tensor& k_TKE, const at::Tensor& v_TKE) override;

  // ATen's, whatever the processor.
  at::Tensor attend_with_aten(const at::Tensor& q_THE, const at::Tensor& k_TKE, const at::Tensor& v_TKE) const;

 private:
  std::vector<PackedSequence> sequences_;
  // Made for the first layer:
  std::shared_ptr<const kernels::BlockForest> forest_;
  std::shared_ptr<const kernels::ForestPlan> plan_;
};

}  // namespace model
