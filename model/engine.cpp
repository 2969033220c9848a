#include "model/engine.h"

#include <algorithm>
#include <optional>

#include "core/error.h"
#include "model/cpu_executor.h"
#include "model/engine_run.h"
#include "model/strict.h"

namespace model {

const EngineOptions& checked(const EngineOptions& options) {
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

Engine::Engine(const std::shared_ptr<const Transformer>& model, const EngineOptions& options)
    : Engine(std::make_unique<CpuExecutor>(model, checked(options).kv_tokens, options.kv), options) {}

Engine::Engine(std::unique_ptr<StepExecutor> executor, const EngineOptions& options)
    : options_(checked(options)),
      executor_(std::move(executor)),
      prefixes_(executor_->blocks()),
      context_length_(
          std::min(executor_->config().context_length, executor_->blocks().block_count() * kernels::kKvBlockTokens)) {}

std::vector<Completion> Engine::generate(std::span<const GenerationRequest> requests,
                                         const GenerationCallbacks& callbacks) {
  const at::NoGradGuard no_grad;
  stats_ = {};
  const EngineRun::Resources resources{*executor_, prefixes_, options_, stats_, started_, context_length_};
  std::optional<EngineRun> run;
  run.emplace(resources, requests, callbacks);  // requests that are refused leave the cache as it is
  try {
    return run->run();
  } catch (...) {
    run.reset();
    prefixes_.clear();  // a pass that broke off may not have computed what its blocks should hold
    throw;
  }
}

void Engine::set_weight_version(int64_t version) {
  weight_version_ = version;
  executor_->weights_changed();
  prefixes_.clear();
}

CacheUse Engine::cache_use() const {
  using kernels::kKvBlockTokens;
  const int64_t kept = prefixes_.idle();
  return {.tokens = (blocks().block_count() - blocks().free_blocks() - kept) * kKvBlockTokens,
          .kept = kept * kKvBlockTokens,
          .capacity = blocks().block_count() * kKvBlockTokens,
          .preemptions = stats_.preemptions};
}

}  // namespace model
