#include "model/engine.h"

#include <algorithm>

#include "core/error.h"
#include "model/engine_run.h"
#include "model/strict.h"

namespace model {

namespace {

EngineOptions checked(const EngineOptions& options) {
  const auto at_least = [](std::string_view name, int64_t value, int64_t least) {
    if (value < least)
      throw core::usage_error(core::format("engine: {} is {}, at least {} needed", name, value, least));
  };
  at_least("max_batch", options.max_batch, 1);
  at_least("kv_tokens", options.kv_tokens, kernels::kKvBlockTokens);
  at_least("step_tokens", options.step_tokens, 1);
  check_kv_form(options.kv, strict_numerics());
  return options;
}

}  // namespace

Engine::Engine(std::shared_ptr<const Transformer> model, const EngineOptions& options)
    : model_(std::move(model)),
      options_(checked(options)),
      cache_(model_->config(), model_->dtype(), options.kv_tokens, options.kv),
      prefixes_(cache_),
      context_length_(std::min(model_->config().context_length, cache_.block_count() * kernels::kKvBlockTokens)) {}

std::vector<Completion> Engine::generate(std::span<const GenerationRequest> requests,
                                         const GenerationCallbacks& callbacks) {
  const at::NoGradGuard no_grad;
  stats_ = {};
  try {
    EngineRun run({*model_, cache_, prefixes_, options_, stats_, context_length_}, requests, callbacks);
    return run.run(callbacks.cancelled);
  } catch (...) {
    prefixes_.clear();  // a pass that broke off may not have computed what its blocks should hold
    throw;
  }
}

void Engine::set_weight_version(int64_t version) {
  weight_version_ = version;
  prefixes_.clear();
}

CacheUse Engine::cache_use() const {
  using kernels::kKvBlockTokens;
  const int64_t kept = prefixes_.idle();
  return {.tokens = (cache_.block_count() - cache_.free_blocks() - kept) * kKvBlockTokens,
          .kept = kept * kKvBlockTokens,
          .capacity = cache_.block_count() * kKvBlockTokens,
          .preemptions = stats_.preemptions};
}

}  // namespace model
