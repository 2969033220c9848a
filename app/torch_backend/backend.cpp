// The face of the LibTorch half: what app/backend.h declares, over `model` and `train`.
#include "app/backend.h"

#include <ATen/Parallel.h>

#include <algorithm>
#include <thread>

#include "chat/tokenizer.h"
#include "core/error.h"
#include "model/cache_plan.h"
#include "model/device/executor.h"
#include "model/dtype.h"
#include "model/engine.h"
#include "model/host_memory.h"
#include "model/kv_cache.h"
#include "model/kv_form.h"
#include "model/strict.h"
#include "model/weights/hf_directory.h"
#include "model/weights/loader.h"
#include "train/sft.h"

namespace app {
namespace {

void set_threads(int64_t threads) {
  const auto cores = static_cast<int64_t>(std::max(1U, std::thread::hardware_concurrency()));
  at::set_num_threads(static_cast<int>(threads > 0 ? threads : cores));
}

// A pass on a GPU: enough to be bound by arithmetic several times over.
constexpr int64_t kDeviceStepTokens = 2048;

at::ScalarType device_dtype(const PolicyOptions& options) {
  return options.device == "cuda" && options.dtype == "auto" ? at::kBFloat16 : model::parse_dtype(options.dtype);
}

// The GPU that the options name, before gigabytes of weights are read for it; nullptr: the CPU.
std::unique_ptr<model::cuda::Runtime> open_device(const PolicyOptions& options) {
  if (options.device == "cpu") return nullptr;
  if (options.device != "cuda") {
    throw core::usage_error(core::format("device: unknown value \"{}\"", options.device), "known: cpu, cuda");
  }
  if (options.strict)
    throw core::usage_error("strict numerics are there on the CPU alone", "leave out strict, or device");
  if (options.kv != "plain") throw core::usage_error("kv=int8 is there on the CPU alone", "leave out kv, or device");
  model::check_device_form(device_dtype(options), options.weights != "plain");
#if defined(FUNREASON_CUDA)
  return model::cuda::open_gpu();
#else
  throw core::environment_error("device=cuda: this program was built without CUDA", "build it with the preset `cuda`");
#endif
}

std::unique_ptr<model::Engine> make_engine(const std::shared_ptr<const model::Transformer>& transformer,
                                           std::unique_ptr<model::cuda::Runtime> device, model::EngineOptions options) {
#if defined(FUNREASON_CUDA)
  if (device != nullptr) {
    options.step_tokens = kDeviceStepTokens;
    return model::make_device_engine(transformer, std::move(device), options);
  }
#endif
  FR_CHECK(device == nullptr);
  return std::make_unique<model::Engine>(transformer, options);
}

// The GPU's executor looks at its own memory.
int64_t cache_tokens(const model::Transformer& transformer, const PolicyOptions& options, model::KvForm kv) {
  const auto bytes = [&](model::KvForm form) {
    return model::KvCache::token_bytes(transformer.config(), transformer.dtype(), form);
  };
  return model::plan_cache_tokens({.tokens = options.cache_tokens,
                                   .batch = options.batch_size,
                                   .context = transformer.config().context_length,
                                   .plain_bytes = bytes(model::KvForm::plain),
                                   .token_bytes = bytes(kv),
                                   .free_bytes = options.device == "cpu" ? model::free_memory_bytes() : 0});
}

class TorchBackend : public Backend {
 public:
  std::unique_ptr<model::Policy> load_policy(const PolicyOptions& options) override {
    set_threads(options.threads);
    const model::KvForm kv = model::parse_kv_form(options.kv);
    model::check_kv_form(kv, options.strict);
    model::set_strict_numerics(options.strict);
    auto device = open_device(options);
    auto transformer = std::make_shared<const model::Transformer>(
        model::load_transformer(options.model, device_dtype(options), model::parse_weight_format(options.weights)));
    model::EngineOptions engine;
    engine.max_batch = options.batch_size;
    engine.kv = kv;
    engine.kv_tokens = cache_tokens(*transformer, options, kv);
    return make_engine(transformer, std::move(device), engine);
  }

  train::SftResult run_sft(const train::SftConfig& config) override { return train::run_sft(config); }

  void convert(const ConvertOptions& options) override {
    if (std::filesystem::exists(options.out)) {
      throw core::usage_error(core::format("{}: exists already", options.out.string()), "name a folder that does not");
    }
    const model::LoadedWeights weights = model::load_weights(options.model, at::kFloat);
    const chat::Tokenizer tokenizer = chat::Tokenizer::from_model(options.model);
    model::save_hf_directory(options.out, weights.config, weights.flat,
                             {.dtype = model::parse_dtype(options.dtype), .files = tokenizer.hf_files()});
  }
};

}  // namespace
}  // namespace app

extern "C" app::Backend* funreason_torch_backend() {
  model::keep_freed_memory();
  return new app::TorchBackend;
}
