// Keys and values of generated and prompt tokens, in blocks of 32 tokens from one pool. Knows blocks and layers;
// which sequence or prefix owns a block is the scheduler's business (model/prefix_index.h, model/engine_run.h).
#pragma once

#include <span>
#include <vector>

#include "model/block_pool.h"
#include "model/config.h"
#include "model/kernels/query_plan.h"
#include "model/transformer.h"

namespace model {

class KvCache : public BlockPool {
 public:
  // Room for `tokens` tokens (rounded up to whole blocks); `dtype` is the compute dtype, fp32 or bf16. Memory is
  // touched only as blocks come into use. Throws core::Error(environment) if the address space cannot be had, and
  // core::Error(usage) if the model's heads are too large for the form.
  KvCache(const ModelConfig& config, at::ScalarType dtype, int64_t tokens, KvForm form = KvForm::plain);

  const ModelConfig& config() const { return config_; }

  // Bytes of one token over all layers.
  static int64_t token_bytes(const ModelConfig& config, at::ScalarType dtype, KvForm form);
  int64_t token_bytes() const { return token_bytes(config_, dtype_, form_); }

  // A block's keys and values of all layers, bit for bit, outside the pool; and back into any block.
  std::vector<at::Tensor> save(int32_t block) const;
  void restore(int32_t block, std::span<const at::Tensor> saved);

  kernels::KvLayerView layer(int64_t index) const;

 private:
  ModelConfig config_;
  at::ScalarType dtype_;
  KvForm form_;
  std::vector<at::Tensor> keys_;    // by layer: bytes [blocks, K, kv_head_bytes], laid out as kernels::KvLayerView says
  std::vector<at::Tensor> values_;  // likewise
};

// Attention of one engine step: stores the step's keys and values into their slots, then attends over each run's
// blocks. Runs may read what other runs of the same step store.
class CachedAttention : public Attention {
 public:
  CachedAttention(const KvCache& cache, std::vector<kernels::KvSlot> slots, const std::vector<kernels::QueryRun>& runs);

  at::Tensor attend(int64_t layer, const at::Tensor& q_THE, const at::Tensor& k_TKE, const at::Tensor& v_TKE) override;

 private:
  const KvCache& cache_;
  std::vector<kernels::KvSlot> slots_;
  kernels::QueryPlan plan_;
};

}  // namespace model
