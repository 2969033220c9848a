#include "model/engine.h"

#include <algorithm>

#include "core/error.h"
#include "model/engine_run.h"
#include "model/sampler.h"

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
  at_least("min_shared", options.min_shared, 0);
  return options;
}

void check_request(const GenerationRequest& request, size_t index, int64_t vocab) {
  const auto place = [&] { return core::format("request {}", index); };
  if (request.prompt.empty()) {
    throw core::usage_error(place() + ": the prompt is empty", "a prompt needs at least one token");
  }
  for (size_t i = 0; i < request.prompt.size(); ++i) {
    const chat::TokenId id = request.prompt[i];
    if (id >= 0 && id < vocab) continue;
    throw core::usage_error(
        core::format("{}: token {} has id {}, and the model knows 0..{}", place(), i, id, vocab - 1),
        "the tokenizer and the weights belong to different models");
  }
  try {
    validate(request.params);
  } catch (const core::Error& error) {
    throw error.in(place());
  }
}

}  // namespace

Engine::Engine(std::shared_ptr<const Transformer> model, const EngineOptions& options)
    : model_(std::move(model)),
      options_(checked(options)),
      cache_(model_->config(), model_->dtype(), options.kv_tokens),
      context_length_(std::min(model_->config().context_length, cache_.block_count() * kernels::kKvBlockTokens)) {}

std::vector<Completion> Engine::generate(std::span<const GenerationRequest> requests,
                                         const GenerationCallbacks& callbacks) {
  for (size_t i = 0; i < requests.size(); ++i) check_request(requests[i], i, model_->config().vocab);
  const at::NoGradGuard no_grad;
  stats_ = {};
  EngineRun run({*model_, cache_, options_, stats_, context_length_}, requests, callbacks);
  return run.run();
}

}  // namespace model
