// The GGUF container: metadata and the tensor directory over a memory map. Does not dequantise.
// Format: ggml's gguf.md, versions 2 and 3, little endian.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/files.h"
#include "core/value.h"

namespace core {

// ggml_type numbers of the formats we name in errors or read.
enum class GgmlType : uint32_t { f32 = 0, f16 = 1, q4_0 = 2, q4_1 = 3, q8_0 = 8, q6_k = 14, bf16 = 30 };

struct GgufTensor {
  std::string name;
  GgmlType type{};
  std::vector<int64_t> shape;  // torch order (rows, columns): GGUF's reversed
  std::span<const std::byte> data;
};

class GgufFile {
 public:
  // Throws core::Error: environment (cannot open), data (not GGUF, truncated, overlapping or hostile sizes).
  explicit GgufFile(const fs::path& path);

  // Scalar or string; nullptr where missing. Arrays: numbers and strings as lists.
  const Value* find(std::string_view key) const { return metadata_.find(key); }
  const Value& at(std::string_view key) const;  // throws core::Error(data) naming file and key
  const Dict& metadata() const { return metadata_; }
  const std::vector<GgufTensor>& tensors() const { return tensors_; }
  const GgufTensor* tensor(std::string_view name) const;
  const fs::path& path() const { return file_.path(); }

 private:
  MappedFile file_;
  Dict metadata_;
  std::vector<GgufTensor> tensors_;
};

}  // namespace core
