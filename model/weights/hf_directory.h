// Hugging Face model directories: reading their safetensors into a flat vector, and writing complete ones that
// transformers and vLLM load.
#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "model/layout.h"
#include "model/weights/loader.h"

namespace model {

struct SaveOptions {
  at::ScalarType dtype = at::kFloat;                       // on disk: at::kFloat or at::kBFloat16
  std::vector<std::pair<std::string, std::string>> files;  // more files, name and content: the tokenizer's
};

// Writes config.json, generation_config.json, model.safetensors and options.files into a temporary folder beside `dir`,
// fsyncs and renames it: `dir` appears whole or not at all (an existing one is replaced). `flat`: parameters in the
// order of ParameterLayout(config), any float dtype; masters as well as working copies. Throws core::Error(environment)
// with the system's reason (disk full…); nothing half written stays.
void save_hf_directory(const std::filesystem::path& dir, const ModelConfig& config, const at::Tensor& flat,
                       const SaveOptions& options);

LoadedWeights load_hf_directory(const std::filesystem::path& dir, at::ScalarType dtype, WeightFormat format);

}  // namespace model
