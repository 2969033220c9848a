// The engine's passes on the CPU: the Transformer, attention over the block cache, the sampler.
#pragma once

#include <memory>

#include "model/kv_cache.h"
#include "model/step_executor.h"
#include "model/transformer.h"

namespace model {

class CpuExecutor : public StepExecutor {
 public:
  // Throws core::Error(environment) without memory for a cache of `kv_tokens` tokens.
  CpuExecutor(std::shared_ptr<const Transformer> model, int64_t kv_tokens, KvForm kv)
      : model_(std::move(model)), cache_(model_->config(), model_->dtype(), kv_tokens, kv) {}

  const ModelConfig& config() const override { return model_->config(); }
  BlockPool& blocks() override { return cache_; }
  std::vector<SampledToken> execute(const Step& step) override;
  std::unique_ptr<SavedBlock> save(int32_t block) override;
  void restore(int32_t block, const SavedBlock& saved) override;

 private:
  std::shared_ptr<const Transformer> model_;
  KvCache cache_;
};

}  // namespace model
