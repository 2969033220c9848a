// Weights from disk into one flat vector: a Hugging Face directory (config.json and safetensors, sharded or not, any
// float dtype) or a GGUF file (F32, F16, BF16, Q8_0, Q4_0, Q4_1, Q6_K, dequantised). Knows no tokenizers.
#pragma once

#include <filesystem>

#include "model/config.h"
#include "model/tensor.h"
#include "model/transformer.h"

namespace model {

struct LoadedWeights {
  ModelConfig config;
  at::Tensor flat;  // in the order of ParameterLayout(config)
};

// `dtype` of the flat vector: at::kFloat or at::kBFloat16. Work is spread over at::get_num_threads() threads.
// Throws core::Error: environment (cannot read), data (truncated or hostile file, another architecture, a tensor that
// is missing, unexpected or of the wrong shape: named).
LoadedWeights load_weights(const std::filesystem::path& path, at::ScalarType dtype);

// The numbers alone, without reading weights.
ModelConfig load_config(const std::filesystem::path& path);

inline Transformer load_transformer(const std::filesystem::path& path, at::ScalarType dtype) {
  LoadedWeights weights = load_weights(path, dtype);
  return Transformer(weights.config, std::move(weights.flat));
}

}  // namespace model
