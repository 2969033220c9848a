// What a decoder is made of: the numbers that config.json or GGUF metadata give. Knows no tensors and no weights.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/gguf.h"
#include "core/value.h"
#include "model/rope_scaling.h"

namespace model {

enum class Architecture { llama, mistral, qwen2, qwen3 };

// "llama", "mistral", "qwen2", "qwen3": HF's `model_type`.
std::string_view architecture_name(Architecture architecture);

struct ModelConfig {
  Architecture architecture = Architecture::llama;
  int64_t layers = 0;
  int64_t width = 0;      // D, `hidden_size`
  int64_t heads = 0;      // H query heads
  int64_t kv_heads = 0;   // K key/value heads; H is a multiple of K
  int64_t head_size = 0;  // E, even
  int64_t ffn = 0;        // F, `intermediate_size`
  int64_t vocab = 0;      // V
  double rope_theta = 10000;
  RopeScaling rope;
  double rms_eps = 1e-6;
  bool tied_head = false;       // the output matrix is the embedding
  bool qk_norm = false;         // RMSNorm over each query and key head before RoPE (Qwen3)
  bool attention_bias = false;  // biases on the q, k and v projections (Qwen2)
  bool o_bias = false;          // and on the o projection (Llama's and Qwen3's `attention_bias`)
  int64_t context_length = 0;   // `max_position_embeddings`
  std::optional<int64_t> bos_id;
  std::vector<int64_t> eos_ids;  // may be empty

  int64_t q_size() const { return heads * head_size; }
  int64_t kv_size() const { return kv_heads * head_size; }
  int64_t qkv_size() const { return q_size() + 2 * kv_size(); }
};

// Checks the numbers against each other. Throws core::Error(data) naming the field.
void validate(const ModelConfig& config);

// HF's config.json. Throws core::Error(data): another architecture (named, with the supported ones), a missing or wrong
// field, or a feature that the decoder lacks (sliding windows that some layer uses, other scaled RoPE than Llama 3's
// and YaRN, MLP bias, another activation).
ModelConfig config_from_hf(const core::Value& json);

// GGUF metadata ("llama.*", "qwen2.*" or "qwen3.*"), without scaled RoPE; the tied head shows in the absence of
// output.weight. Errors as above.
ModelConfig config_from_gguf(const core::GgufFile& gguf);

// config.json and generation_config.json of a directory that transformers loads. `dtype`: "float32" or "bfloat16".
core::Value config_to_hf(const ModelConfig& config, std::string_view dtype);
core::Value generation_config_to_hf(const ModelConfig& config);

}  // namespace model
