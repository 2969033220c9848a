// The torch half of the program as the commands see it: an interface without torch, opened on demand from
// lib/libfunreason_torch.so (loading LibTorch costs a quarter of a second and over 100 MB).
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "model/policy.h"
#include "rollout/engine_config.h"
#include "train/sft_config.h"

namespace app {

struct PolicyOptions : rollout::EngineConfig {
  std::filesystem::path model;  // Hugging Face directory or .gguf file
};

struct ConvertOptions {
  std::filesystem::path model;
  std::filesystem::path out;
  std::string dtype = "fp32";
};

class Backend {
 public:
  virtual ~Backend() = default;
  virtual std::unique_ptr<model::Policy> load_policy(const PolicyOptions& options) = 0;
  virtual train::SftResult run_sft(const train::SftConfig& config) = 0;
  virtual void convert(const ConvertOptions& options) = 0;
};

// Throws core::Error(environment) when the library is missing or does not load.
Backend& torch_backend();

// The symbol that the library exports.
using BackendFactory = Backend* (*)();
inline constexpr const char* kBackendSymbol = "funreason_torch_backend";

}  // namespace app
