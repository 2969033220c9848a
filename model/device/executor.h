// The engine's passes on a GPU: kernels of model/cuda, one upload and one download a pass. Decoding passes are graphs
// by their number of rows. What the device's sampler lacks (constraints, ranked tokens) the CPU samples from the row's
// logits, so requests need not know where they run.
#pragma once

#include <memory>
#include <vector>

#include "model/cuda/forward.h"
#include "model/device/cache.h"
#include "model/device/rows.h"
#include "model/device/weights.h"
#include "model/engine.h"
#include "model/step_executor.h"

namespace model {

class DeviceExecutor : public StepExecutor {
 public:
  // Options as the engine's. Throws core::Error(usage) for a model that the device cannot run, naming what hinders;
  // core::Error(environment) where its memory does not suffice.
  DeviceExecutor(std::shared_ptr<const Transformer> model, std::unique_ptr<cuda::Runtime> runtime,
                 const EngineOptions& options);
  ~DeviceExecutor() override;

  const ModelConfig& config() const override { return model_->config(); }
  BlockPool& blocks() override { return cache_; }
  std::vector<SampledToken> execute(const Step& step) override;
  std::unique_ptr<SavedBlock> save(int32_t block) override { return cache_.save(block); }
  void restore(int32_t block, const SavedBlock& saved) override { cache_.restore(block, saved); }
  void weights_changed() override { weights_.upload(*model_); }

  cuda::Forward& forward() { return forward_; }

 private:
  // A run that wants a token.
  struct Sampling {
    const StepRun* run = nullptr;
    int row = 0;
    bool by_host = false;
  };
  struct Pass {
    std::vector<Sampling> sampling;  // in the step's order
    int rows = 0;
    int tokens = 0;  // of prompts
    int runs = 0;    // of prompts
    int biases = 0;
  };

  Pass prepare(const Step& step);
  void clear_row(int row);
  void write_row(const Step& step, Sampling& sampling, Pass& pass);
  void write_prompt(const Step& step, const StepRun& run, int row, Pass& pass);
  void download(const Pass& pass);
  std::vector<SampledToken> collect(const Pass& pass) const;

  std::shared_ptr<const Transformer> model_;
  std::unique_ptr<cuda::Runtime> runtime_;
  DeviceWeights weights_;
  DeviceCache cache_;
  cuda::StepLimits limits_;
  DeviceRows rows_;
  cuda::Memory<unsigned char> device_inputs_, host_inputs_, device_results_, host_results_;
  cuda::StepInputs inputs_;    // in host_inputs_
  cuda::StepResults results_;  // in host_results_
  cuda::Memory<float> host_logits_;
  cuda::Forward forward_;
};

// An engine on the device, with a cache of `kv_tokens` tokens or what fits into free memory if that is less.
std::unique_ptr<Engine> make_device_engine(const std::shared_ptr<const Transformer>& model,
                                           std::unique_ptr<cuda::Runtime> runtime, const EngineOptions& options);

}  // namespace model
