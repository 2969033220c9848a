// Tensors as they lie in a file, whatever the format, and how a model is filled from them: by many threads, with every
// missing, unexpected or mis-shaped tensor reported by name. Knows no file format.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/gguf.h"
#include "model/layout.h"

namespace model {

struct StoredTensor {
  std::string place;           // for errors: "file: tensor"
  std::vector<int64_t> shape;  // torch order; a vector counts as rows of one element
  // Writes rows [begin, end) as fp32 to `out`. Called from several threads at once.
  std::function<void(int64_t begin, int64_t end, float* out)> read_rows;
  // Where the file holds blocks: their format, and where a row's begin.
  std::optional<core::GgmlType> block_type;
  std::function<const std::byte*(int64_t row)> block_row;
};

// Under Hugging Face names.
using StoredTensors = std::unordered_map<std::string, StoredTensor>;

// A flat vector of `dtype` (float or bfloat16) with every slot read from its stored tensor; of the layout's elements
// those from `begin` on, a slot's beginning. Names that the layout lacks are errors. Throws core::Error(data) naming
// `file` and the tensor.
at::Tensor read_flat(const ParameterLayout& layout, const StoredTensors& stored, at::ScalarType dtype,
                     const std::string& file, int64_t begin = 0);

std::string shape_text(const std::vector<int64_t>& shape);  // "[576, 1536]"

}  // namespace model
