// What the tests of the engine on a device share. They run on the emulated device, and on a GPU where the program is
// built for one (FR_ON_DEVICE).
#pragma once

#include "model/device/executor.h"
#include "tests/model/engine_checks.h"

#if !defined(FR_ON_DEVICE)
#include <cuda_emulation.h>
#include <emulated_runtime.h>
#endif

namespace model::test {

inline std::unique_ptr<cuda::Runtime> make_runtime() {
#if defined(FR_ON_DEVICE)
  return cuda::open_gpu();
#else
  return std::make_unique<emulation::EmulatedRuntime>();
#endif
}

// Small models of shapes that the kernels take.
inline ModelConfig device_llama() {
  ModelConfig config = tiny_llama();
  config.layers = 2;
  config.width = 72;
  config.heads = 4;
  config.kv_heads = 2;
  config.head_size = 64;
  config.context_length = 256;
  config.o_bias = config.attention_bias = true;
  config.rope.kind = RopeKind::llama3;
  config.rope.factor = 8;
  config.rope.original_context = 64;
  return config;
}
inline ModelConfig device_qwen3() {
  ModelConfig config = device_llama();
  config.architecture = Architecture::qwen3;
  config.kv_heads = 1;
  config.head_size = 128;
  config.qk_norm = true;
  config.tied_head = config.o_bias = config.attention_bias = false;
  config.rope = {};
  return config;
}
inline ModelConfig device_qwen2() {
  ModelConfig config = device_llama();
  config.architecture = Architecture::qwen2;
  config.heads = 3;
  config.kv_heads = 1;
  config.o_bias = false;
  config.rope = {};
  return config;
}

// In bf16; logits of a few units, so that likeliest tokens seldom tie.
inline std::shared_ptr<const Transformer> device_model(const ModelConfig& config) {
  return random_model(config, at::kBFloat16);
}

inline EngineOptions device_options() {
  return {.max_batch = 8, .kv_tokens = 2048, .step_tokens = 256, .share_prefixes = true};
}

inline std::vector<Completion> generate_on_device(const std::shared_ptr<const Transformer>& model,
                                                  const EngineOptions& options,
                                                  const std::vector<GenerationRequest>& requests,
                                                  EngineStats* stats = nullptr) {
  const auto engine = make_device_engine(model, make_runtime(), options);
  std::vector<Completion> completions = engine->generate(requests, {});
  expect_no_block_in_use(*engine);
  if (stats != nullptr) *stats = engine->stats();
  return completions;
}

// The same weights in fp32.
inline Transformer widened(const Transformer& model) {
  return Transformer(model.config(), model.flat_values().to(at::kFloat));
}

// Greedy tokens are the likeliest, and log-probs right, within the rounding of bf16, given the tokens before.
inline void expect_greedy(const Transformer& exact, const GenerationRequest& request, const Completion& completion) {
  constexpr float kNear = 0.15F;
  std::vector<chat::TokenId> all = request.prompt;
  all.insert(all.end(), completion.tokens.begin(), completion.tokens.end());
  const at::Tensor logp = uncached_log_softmax(exact, all);
  for (size_t i = 0; i < completion.tokens.size(); ++i) {
    const at::Tensor row = logp[static_cast<int64_t>(request.prompt.size() + i) - 1];
    const float own = row[completion.tokens[i]].item<float>();
    EXPECT_GT(own, row.max().item<float>() - kNear) << "token " << i;
    EXPECT_NEAR(completion.logp[i], own, kNear) << "token " << i;
  }
}

}  // namespace model::test
