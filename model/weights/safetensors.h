// The safetensors container: reading its header over a memory map, with every size checked, and writing files.
// Format: u64 little-endian header length, JSON header, data. Knows no models.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "core/files.h"
#include "model/layout.h"

namespace model {

enum class StoredDtype { f64, f32, f16, bf16, f8_e4m3, f8_e5m2 };

struct SafetensorsEntry {
  std::string name;
  StoredDtype dtype = StoredDtype::f32;
  std::vector<int64_t> shape;
  std::span<const std::byte> data;  // not necessarily aligned
};

class SafetensorsFile {
 public:
  // Throws core::Error: environment (cannot open), data (truncated file, header that is too long or no JSON, ranges
  // that overlap, leave the file or do not fit shape and dtype, a dtype that is not a float).
  explicit SafetensorsFile(const std::filesystem::path& path);

  const std::vector<SafetensorsEntry>& entries() const { return entries_; }
  const std::filesystem::path& path() const { return file_.path(); }

 private:
  core::MappedFile file_;
  std::vector<SafetensorsEntry> entries_;
};

// Elements [begin, end) of stored data as fp32.
void decode_floats(std::span<const std::byte> data, StoredDtype dtype, int64_t begin, int64_t end, float* out);

// Writes the tensors (any float dtype) as `dtype`, at::kFloat or at::kBFloat16, and fsyncs. Not atomic: the caller
// writes into a temporary place. Throws core::Error(environment) with the system's reason.
void write_safetensors(const std::filesystem::path& path, const std::vector<NamedTensor>& tensors,
                       at::ScalarType dtype);

}  // namespace model
