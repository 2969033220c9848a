#include "model/weights/stored_tensor.h"

#include <ATen/Parallel.h>

#include <algorithm>
#include <exception>
#include <utility>

#include "core/error.h"

namespace model {

namespace {

// Elements per unit of work: small enough to balance threads, and 256 KiB of fp32 stays in the L2 cache.
constexpr int64_t kChunk = int64_t{1} << 16;

struct Chunk {
  const StoredTensor* source;
  int64_t begin_row, end_row;
  int64_t columns;
  int64_t offset;  // in the flat vector
};

void check_names(const ParameterLayout& layout, const StoredTensors& stored, const std::string& file) {
  for (const ParameterLayout::Slot& slot : layout.slots()) {
    const auto found = stored.find(slot.name);
    if (found == stored.end()) {
      throw core::data_error(core::format("{}: tensor {} is missing", file, slot.name),
                             "the files are incomplete, or config.json belongs to another model");
    }
    if (found->second.shape != slot.shape) {
      throw core::data_error(core::format("{}: shape {}, expected {}", found->second.place,
                                          shape_text(found->second.shape), shape_text(slot.shape)),
                             "the configuration and the weights belong to different models");
    }
  }
  // The first by name, so that the message does not depend on the order of a hash table.
  const std::string* extra = nullptr;
  for (const auto& [name, tensor] : stored) {
    if (layout.find(name) == nullptr && (extra == nullptr || name < *extra)) extra = &name;
  }
  if (extra != nullptr) {
    throw core::data_error(core::format("{}: the model has no such tensor", stored.at(*extra).place),
                           "the weights have parts that this decoder does not compute");
  }
}

std::vector<Chunk> split(const ParameterLayout& layout, const StoredTensors& stored, int64_t first) {
  std::vector<Chunk> chunks;
  for (const ParameterLayout::Slot& slot : layout.slots()) {
    if (slot.offset < first) continue;
    const int64_t rows = slot.shape.front(), columns = slot.count / rows;
    const int64_t step = std::max<int64_t>(1, kChunk / columns);
    for (int64_t row = 0; row < rows; row += step) {
      chunks.push_back(
          {&stored.at(slot.name), row, std::min(rows, row + step), columns, slot.offset - first + row * columns});
    }
  }
  return chunks;
}

template <class T>
void zero_gaps(const ParameterLayout& layout, int64_t first, T* flat) {
  int64_t end = first;
  for (const ParameterLayout::Slot& slot : layout.slots()) {
    if (slot.offset < first) continue;
    std::fill(flat + end - first, flat + slot.offset - first, T(0.0F));
    end = slot.offset + slot.count;
  }
  std::fill(flat + end - first, flat + layout.size() - first, T(0.0F));
}

}  // namespace

std::string shape_text(const std::vector<int64_t>& shape) {
  std::string text = "[";
  for (size_t i = 0; i < shape.size(); ++i) text += (i == 0 ? "" : ", ") + std::to_string(shape[i]);
  return text + "]";
}

at::Tensor read_flat(const ParameterLayout& layout, const StoredTensors& stored, at::ScalarType dtype,
                     const std::string& file, int64_t begin) {
  FR_CHECK(dtype == at::kFloat || dtype == at::kBFloat16, "flat vectors are fp32 or bf16");
  check_names(layout, stored, file);
  const std::vector<Chunk> chunks = split(layout, stored, begin);
  at::Tensor flat = at::empty({layout.size() - begin}, dtype);
  // parallel_for carries exceptions of its threads to the caller.
  at::parallel_for(0, static_cast<int64_t>(chunks.size()), 1, [&](int64_t from, int64_t to) {
    std::vector<float> buffer;
    for (int64_t i = from; i < to; ++i) {
      const Chunk& chunk = chunks[static_cast<size_t>(i)];
      if (dtype == at::kFloat) {
        chunk.source->read_rows(chunk.begin_row, chunk.end_row, flat.mutable_data_ptr<float>() + chunk.offset);
        continue;
      }
      const int64_t count = (chunk.end_row - chunk.begin_row) * chunk.columns;
      buffer.resize(static_cast<size_t>(count));
      chunk.source->read_rows(chunk.begin_row, chunk.end_row, buffer.data());
      at::BFloat16* out = flat.mutable_data_ptr<at::BFloat16>() + chunk.offset;
      std::copy_n(buffer.data(), count, out);
    }
  });
  if (dtype == at::kFloat) {
    zero_gaps(layout, begin, flat.mutable_data_ptr<float>());
  } else {
    zero_gaps(layout, begin, flat.mutable_data_ptr<at::BFloat16>());
  }
  return flat;
}

}  // namespace model
