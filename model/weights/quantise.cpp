#include "model/weights/quantise.h"

#include <ATen/Parallel.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <optional>
#include <utility>

#include "core/error.h"

namespace model {

namespace {

using core::GgmlType;
using kernels::kQuantBlock;
using kernels::kStripRows;
using kernels::QuantFormat;
using kernels::QuantisedMatrix;

std::byte* put_half(std::byte* block, float value) {
  const at::Half half(value);
  std::memcpy(block, &half, sizeof(half));
  return block + sizeof(half);
}

float inverse_of(float scale) {
  return scale == 0 ? 0 : 1 / scale;
}

// Nibbles: low ones are elements 0..15, high ones 16..31.
void put_nibbles(const uint8_t* q, std::byte* to) {
  constexpr int64_t kRow = kQuantBlock / 2;
  for (int64_t i = 0; i < kRow; ++i) to[i] = static_cast<std::byte>(q[i] | q[i + kRow] << 4);
}

void q8_0(const float* x, int64_t count, std::byte* block) {
  float largest = 0;
  for (int64_t i = 0; i < count; ++i) largest = std::max(largest, std::fabs(x[i]));
  const float scale = largest / 127, inverse = inverse_of(scale);
  int8_t q[kQuantBlock] = {};
  for (int64_t i = 0; i < count; ++i) q[i] = static_cast<int8_t>(std::roundf(x[i] * inverse));
  std::memcpy(put_half(block, scale), q, sizeof(q));
}

// The number of largest size becomes -8.
void q4_0(const float* x, int64_t count, std::byte* block) {
  float extreme = 0;
  for (int64_t i = 0; i < count; ++i) {
    if (std::fabs(extreme) < std::fabs(x[i])) extreme = x[i];
  }
  const float scale = extreme / -8, inverse = inverse_of(scale);
  uint8_t q[kQuantBlock];
  std::fill_n(q, kQuantBlock, uint8_t{8});
  for (int64_t i = 0; i < count; ++i)
    q[i] = static_cast<uint8_t>(std::min(15, static_cast<int>(x[i] * inverse + 8.5F)));
  put_nibbles(q, put_half(block, scale));
}

void q4_1(const float* x, int64_t count, std::byte* block) {
  const auto [least, most] = std::minmax_element(x, x + count);
  const float minimum = *least, scale = (*most - minimum) / 15, inverse = inverse_of(scale);
  uint8_t q[kQuantBlock] = {};
  for (int64_t i = 0; i < count; ++i) {
    q[i] = static_cast<uint8_t>(std::min(15, static_cast<int>((x[i] - minimum) * inverse + 0.5F)));
  }
  put_nibbles(q, put_half(put_half(block, scale), minimum));
}

GgmlType stored_type(QuantFormat format) {
  return format == QuantFormat::q8_0 ? GgmlType::q8_0 : format == QuantFormat::q4_0 ? GgmlType::q4_0 : GgmlType::q4_1;
}

// Tensors whose rows form one matrix, one after another.
struct Source {
  const StoredTensor* tensor;
  int64_t rows;
};

QuantFormat chosen_format(const std::vector<Source>& sources, WeightFormat format) {
  switch (format) {
    case WeightFormat::q4_0:
      return QuantFormat::q4_0;
    case WeightFormat::q4_1:
      return QuantFormat::q4_1;
    case WeightFormat::file:
      for (const QuantFormat candidate : {QuantFormat::q4_0, QuantFormat::q4_1}) {
        const auto has = [&](const Source& s) { return s.tensor->block_type == stored_type(candidate); };
        if (std::all_of(sources.begin(), sources.end(), has)) return candidate;
      }
      return QuantFormat::q8_0;
    case WeightFormat::plain:
    case WeightFormat::q8_0:
      break;
  }
  return QuantFormat::q8_0;
}

class MatrixReader {
 public:
  MatrixReader(std::vector<Source> sources, int64_t columns, WeightFormat format)
      : sources_(std::move(sources)), columns_(columns), format_(chosen_format(sources_, format)) {}

  QuantisedMatrix read() const {
    int64_t rows = 0;
    for (const Source& source : sources_) rows += source.rows;
    const QuantisedMatrix matrix = kernels::make_quantised(format_, rows, columns_);
    const int64_t row_bytes = matrix.blocks() * kernels::quant_block_bytes(format_);
    at::parallel_for(0, matrix.strip_count(), 4, [&](int64_t begin, int64_t end) {
      std::vector<std::byte> blocks(static_cast<size_t>(kStripRows * row_bytes));
      std::vector<float> wide(static_cast<size_t>(columns_));
      for (int64_t strip = begin; strip < end; ++strip) {
        std::fill(blocks.begin(), blocks.end(), std::byte{0});
        const int64_t first = strip * kStripRows;
        for (int64_t row = first; row < std::min(first + kStripRows, rows); ++row) {
          read_row(row, wide, blocks.data() + (row - first) * row_bytes);
        }
        kernels::store_strip(matrix, strip, blocks.data());
      }
    });
    return matrix;
  }

 private:
  void read_row(int64_t row, std::vector<float>& wide, std::byte* blocks) const {
    size_t source = 0;
    for (; row >= sources_[source].rows; ++source) row -= sources_[source].rows;
    const StoredTensor& tensor = *sources_[source].tensor;
    const int64_t size = kernels::quant_block_bytes(format_);
    if (tensor.block_type == stored_type(format_)) {
      std::memcpy(blocks, tensor.block_row(row), static_cast<size_t>(columns_ / kQuantBlock * size));
      return;
    }
    tensor.read_rows(row, row + 1, wide.data());
    constexpr float kLargest = 65504.0F;  // of fp16: scales and minima are smaller than the numbers
    for (const float x : wide) {
      if (std::fabs(x) <= kLargest) continue;  // not so a NaN
      throw core::data_error(core::format("{}: row {} holds {}, which {} cannot hold", tensor.place, row, x,
                                          kernels::quant_format_name(format_)),
                             "load the model with weights=plain");
    }
    for (int64_t i = 0; i < columns_; i += kQuantBlock, blocks += size) {
      quantise_block(format_, wide.data() + i, std::min(kQuantBlock, columns_ - i), blocks);
    }
  }

  std::vector<Source> sources_;
  int64_t columns_;
  QuantFormat format_;
};

}  // namespace

void quantise_block(QuantFormat format, const float* x, int64_t count, std::byte* block) {
  switch (format) {
    case QuantFormat::q8_0:
      return q8_0(x, count, block);
    case QuantFormat::q4_0:
      return q4_0(x, count, block);
    case QuantFormat::q4_1:
      return q4_1(x, count, block);
  }
}

QuantisedTensors read_quantised(const ParameterLayout& layout, const StoredTensors& stored, WeightFormat format) {
  FR_CHECK(format != WeightFormat::plain);
  const auto read = [&](const std::vector<std::string>& names) {
    std::vector<Source> sources;
    for (const std::string& name : names) sources.push_back({&stored.at(name), layout.find(name)->shape.front()});
    return MatrixReader(std::move(sources), layout.find(names.front())->shape.back(), format).read();
  };
  QuantisedTensors all;
  all.embedding = read({"model.embed_tokens.weight"});
  for (int64_t i = 0; layout.find(core::format("model.layers.{}.self_attn.q_proj.weight", i)) != nullptr; ++i) {
    const auto name = [&](std::string_view part) { return core::format("model.layers.{}.{}.weight", i, part); };
    QuantisedLayer& layer = all.layers.emplace_back();
    layer.qkv = read({name("self_attn.q_proj"), name("self_attn.k_proj"), name("self_attn.v_proj")});
    layer.o = read({name("self_attn.o_proj")});
    layer.gate_up = read({name("mlp.gate_proj"), name("mlp.up_proj")});
    layer.down = read({name("mlp.down_proj")});
  }
  all.output = layout.find("lm_head.weight") == nullptr ? all.embedding : read({"lm_head.weight"});
  return all;
}

QuantisedTensors quantise(const ParameterLayout& layout, const at::Tensor& flat, WeightFormat format) {
  StoredTensors stored;
  for (const NamedTensor& named : layout.named(flat)) {
    StoredTensor tensor;
    tensor.place = named.name;
    tensor.shape = named.value.sizes().vec();
    tensor.read_rows = [value = named.value](int64_t begin, int64_t end, float* out) {
      const at::Tensor rows = value.narrow(0, begin, end - begin).to(at::kFloat).contiguous();
      std::copy_n(rows.const_data_ptr<float>(), rows.numel(), out);
    };
    stored.emplace(named.name, std::move(tensor));
  }
  return read_quantised(layout, stored, format);
}

void read_weights(LoadedWeights& weights, const StoredTensors& stored, at::ScalarType dtype, WeightFormat format,
                  const std::string& file) {
  const ParameterLayout layout(weights.config);
  weights.flat = read_flat(layout, stored, dtype, file, format == WeightFormat::plain ? 0 : layout.matrix_size());
  if (format != WeightFormat::plain) {
    weights.quantised = std::make_shared<const QuantisedTensors>(read_quantised(layout, stored, format));
  }
}

}  // namespace model
