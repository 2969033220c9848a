// Weights from disk into one flat vector: a Hugging Face directory (config.json and safetensors, sharded or not, any
// float dtype) or a GGUF file (F32, F16, BF16, Q8_0, Q4_0, Q4_1, Q6_K). Matrices are dequantised, or kept
// in blocks where that is asked for. Knows no tokenizers.
#pragma once

#include <filesystem>
#include <memory>
#include <utility>

#include "model/config.h"
#include "model/tensor.h"
#include "model/transformer.h"
#include "model/weight_format.h"

namespace model {

struct LoadedWeights {
  ModelConfig config;
  at::Tensor flat;  // in the order of ParameterLayout(config); norms and biases alone where matrices are quantised
  std::shared_ptr<const QuantisedTensors> quantised;  // nullptr: plain
};

// `dtype` of the flat vector: at::kFloat or at::kBFloat16. Work is spread over at::get_num_threads() threads.
// Throws core::Error: environment (cannot read), data (truncated or hostile file, another architecture, a tensor that
// is missing, unexpected or of the wrong shape: named).
LoadedWeights load_weights(const std::filesystem::path& path, at::ScalarType dtype,
                           WeightFormat format = WeightFormat::plain);

// The numbers alone, without reading weights.
ModelConfig load_config(const std::filesystem::path& path);

inline Transformer load_transformer(const std::filesystem::path& path, at::ScalarType dtype,
                                    WeightFormat format = WeightFormat::plain) {
  LoadedWeights weights = load_weights(path, dtype, format);
  return Transformer(weights.config, std::move(weights.flat), std::move(weights.quantised));
}

}  // namespace model
