// What tests/parity/make_model.py wrote, as tensors, and the measure by which a tensor is judged.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "core/json.h"
#include "model/batch.h"
#include "model/tensor.h"
#include "model/weights/safetensors.h"

namespace model::test {

inline std::filesystem::path parity_dir() {
  return std::filesystem::path(FR_PARITY_DIR) / "model";
}
inline bool have_parity() {
  return std::filesystem::exists(parity_dir() / "index.json");
}
#define FR_NEED_PARITY()                            \
  if (!model::test::have_parity())                  \
  GTEST_SKIP() << "no references in " FR_PARITY_DIR \
                  ": run "                          \
                  "tests/parity/make_model.py"

inline std::vector<std::string> parity_names(std::string_view kind) {
  std::vector<std::string> names;
  const core::Value index = core::read_json_file(parity_dir() / "index.json");
  for (const core::Value& name : index.at(kind).as_list()) names.push_back(name.as_string());
  return names;
}

// fp32 tensors by name.
inline std::map<std::string, at::Tensor> read_tensors(const std::filesystem::path& path) {
  std::map<std::string, at::Tensor> tensors;
  const SafetensorsFile file(path);
  for (const SafetensorsEntry& entry : file.entries()) {
    at::Tensor tensor = at::empty(entry.shape, at::kFloat);
    decode_floats(entry.data, entry.dtype, 0, tensor.numel(), tensor.mutable_data_ptr<float>());
    tensors[entry.name] = tensor;
  }
  return tensors;
}

// "tokens.0", "tokens.1"… as int64.
inline std::vector<at::Tensor> read_sequences(const std::map<std::string, at::Tensor>& tensors) {
  std::vector<at::Tensor> sequences;
  for (size_t i = 0; tensors.contains("tokens." + std::to_string(i)); ++i) {
    sequences.push_back(tensors.at("tokens." + std::to_string(i)).to(at::kLong));
  }
  return sequences;
}

// Roots one after another.
inline PackedBatch pack(const std::vector<at::Tensor>& sequences) {
  PackedBatch batch;
  std::vector<at::Tensor> positions;
  int64_t begin = 0;
  for (const at::Tensor& ids : sequences) {
    positions.push_back(at::arange(ids.numel(), at::kLong));
    batch.sequences.push_back({begin, begin + ids.numel(), -1});
    begin += ids.numel();
  }
  batch.tokens_T = at::cat(sequences);
  batch.positions_T = at::cat(positions);
  return batch;
}

// max|a - b| / max|b|
inline double relative_error(const at::Tensor& a, const at::Tensor& b) {
  EXPECT_EQ(a.sizes(), b.sizes());
  if (b.numel() == 0) return 0;
  const double scale = b.to(at::kDouble).abs().max().item<double>();
  const double difference = (a.to(at::kDouble) - b.to(at::kDouble)).abs().max().item<double>();
  return scale > 0 ? difference / scale : difference;
}

}  // namespace model::test
