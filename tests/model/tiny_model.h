// Tiny models with random weights for the engine's tests: large enough that every dimension has an odd corner, small
// enough that a forward pass takes microseconds.
#pragma once

#include <memory>

#include "model/attention.h"
#include "model/batch.h"
#include "model/policy.h"
#include "model/transformer.h"

namespace model::test {

inline ModelConfig tiny_llama() {
  ModelConfig config;
  config.architecture = Architecture::llama;
  config.layers = 3;
  config.width = 72;
  config.heads = 6;
  config.kv_heads = 2;
  config.head_size = 12;  // not a multiple of a vector
  config.ffn = 104;
  config.vocab = 211;
  config.tied_head = true;
  config.context_length = 512;
  return config;
}

inline ModelConfig tiny_qwen3() {
  ModelConfig config = tiny_llama();
  config.architecture = Architecture::qwen3;
  config.heads = 4;
  config.kv_heads = 1;
  config.head_size = 64;
  config.qk_norm = true;
  config.tied_head = false;
  return config;
}

inline std::shared_ptr<const Transformer> random_model(const ModelConfig& config, at::ScalarType dtype = at::kFloat) {
  at::manual_seed(7);
  const ParameterLayout layout(config);
  at::Tensor flat = at::randn({layout.size()}) * 0.15;
  flat.narrow(0, layout.matrix_size(), layout.size() - layout.matrix_size()).add_(1);
  return std::make_shared<Transformer>(config, flat.to(dtype));
}

// log softmax of every position of one uncached pass of the training attention, fp32 [T, V].
inline at::Tensor uncached_log_softmax(const Transformer& model, const std::vector<chat::TokenId>& tokens) {
  const at::NoGradGuard no_grad;
  PackedBatch batch;
  const auto size = static_cast<int64_t>(tokens.size());
  batch.tokens_T = at::tensor(std::vector<int64_t>(tokens.begin(), tokens.end()), at::kLong);
  batch.positions_T = at::arange(size, at::kLong);
  batch.sequences = {{0, size, -1}};
  PackedAttention attention(batch);
  const at::Tensor hidden = model.forward(batch.tokens_T, batch.positions_T, attention);
  const at::Tensor logits = at::matmul(hidden.to(at::kFloat), model.output_matrix().to(at::kFloat).t());
  return at::log_softmax(logits, -1);
}

// Log-probs of the tokens from `begin` on.
inline std::vector<float> uncached_logp(const Transformer& model, const std::vector<chat::TokenId>& tokens,
                                        size_t begin) {
  const at::Tensor logp = uncached_log_softmax(model, tokens);
  const int64_t vocab = logp.size(1);
  std::vector<float> values;
  for (size_t i = begin; i < tokens.size(); ++i) {
    values.push_back(logp.const_data_ptr<float>()[(static_cast<int64_t>(i) - 1) * vocab + tokens[i]]);
  }
  return values;
}

inline GenerationRequest request(std::vector<chat::TokenId> prompt, int max_new_tokens = 16) {
  GenerationRequest r;
  r.prompt = std::move(prompt);
  r.params.max_new_tokens = max_new_tokens;
  return r;
}

// `count` ids below `vocab`, by a fixed rule.
inline std::vector<chat::TokenId> tokens(uint64_t seed, size_t count, int64_t vocab) {
  std::vector<chat::TokenId> ids;
  for (size_t i = 0; i < count; ++i) {
    seed = seed * 6364136223846793005ULL + 1442695040888963407ULL;
    ids.push_back(static_cast<chat::TokenId>((seed >> 33U) % static_cast<uint64_t>(vocab)));
  }
  return ids;
}

using Prompt = std::vector<chat::TokenId>;

// `count` ids by that rule behind a beginning, which several prompts share.
inline std::vector<chat::TokenId> tokens_behind(std::vector<chat::TokenId> beginning, uint64_t seed, size_t count,
                                                int64_t vocab) {
  const std::vector<chat::TokenId> own = tokens(seed, count, vocab);
  beginning.insert(beginning.end(), own.begin(), own.end());
  return beginning;
}

}  // namespace model::test
