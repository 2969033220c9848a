#include "model/weights/gguf_weights.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "core/error.h"
#include "model/weights/gguf_dequant.h"
#include "model/weights/quantise.h"
#include "model/weights/stored_tensor.h"

namespace model {

namespace {

constexpr std::pair<std::string_view, std::string_view> kLayerNames[] = {
    {"attn_norm", "input_layernorm"},    {"attn_q", "self_attn.q_proj"},
    {"attn_k", "self_attn.k_proj"},      {"attn_v", "self_attn.v_proj"},
    {"attn_output", "self_attn.o_proj"}, {"attn_q_norm", "self_attn.q_norm"},
    {"attn_k_norm", "self_attn.k_norm"}, {"ffn_norm", "post_attention_layernorm"},
    {"ffn_gate", "mlp.gate_proj"},       {"ffn_up", "mlp.up_proj"},
    {"ffn_down", "mlp.down_proj"},
};

// llama.cpp interleaves the two halves of each rotary head in Llama's q and k: row 2i + j of a head is Hugging Face's
// row j·E/2 + i (convert_hf_to_gguf.py, LlamaModel.permute).
int64_t interleaved_row(int64_t row, int64_t head_size) {
  const int64_t head = row / head_size, in_head = row % head_size, half = head_size / 2;
  return head * head_size + 2 * (in_head % half) + in_head / half;
}

bool is_interleaved(std::string_view hf_name, const ModelConfig& config) {
  return config.architecture == Architecture::llama &&
         (hf_name.find("q_proj.") != std::string_view::npos || hf_name.find("k_proj.") != std::string_view::npos);
}

StoredTensor stored_tensor(const core::GgufTensor& tensor, const std::string& hf_name, const ModelConfig& config) {
  const BlockFormat format = block_format(tensor.type);
  StoredTensor stored;
  stored.shape = tensor.shape;
  int64_t columns = 1;
  for (size_t i = 1; i < tensor.shape.size(); ++i) columns *= tensor.shape[i];
  const int64_t rows = tensor.shape.empty() ? 1 : tensor.shape.front();
  const int64_t row_elements = tensor.shape.size() > 1 ? columns : rows;
  if (row_elements % format.elements != 0) {
    throw core::data_error(
        core::format("rows of {} elements do not divide into blocks of {}", row_elements, format.elements),
        "the file is damaged: fetch it again");
  }
  const int64_t bytes = rows * columns / format.elements * format.bytes;
  if (static_cast<int64_t>(tensor.data.size()) < bytes) {
    throw core::data_error(core::format("{} bytes of data, expected {}", tensor.data.size(), bytes),
                           "the file is damaged: fetch it again");
  }
  const std::byte* data = tensor.data.data();
  const core::GgmlType type = tensor.type;
  const int64_t head_size = is_interleaved(hf_name, config) ? config.head_size : 0;
  if (tensor.shape.size() < 2 && format.elements > 1) {  // a quantised vector: its rows are not whole blocks
    throw core::data_error("a vector in a block format", "convert the file again");
  }
  stored.read_rows = [=](int64_t begin, int64_t end, float* out) {
    const int64_t row_bytes = columns / format.elements * format.bytes;
    if (head_size == 0) return dequantise(type, data + begin * row_bytes, (end - begin) * columns, out);
    for (int64_t row = begin; row < end; ++row, out += columns) {
      dequantise(type, data + interleaved_row(row, head_size) * row_bytes, columns, out);
    }
  };
  if (format.elements > 1) {
    stored.block_type = type;
    stored.block_row = [=](int64_t row) {
      return data +
             (head_size == 0 ? row : interleaved_row(row, head_size)) * (columns / format.elements * format.bytes);
    };
  }
  return stored;
}

}  // namespace

std::string hf_name_of_gguf(std::string_view name) {
  if (name == "token_embd.weight") return "model.embed_tokens.weight";
  if (name == "output_norm.weight") return "model.norm.weight";
  if (name == "output.weight") return "lm_head.weight";
  if (!name.starts_with("blk.")) return {};
  const size_t dot = name.find('.', 4), last = name.rfind('.');
  if (dot == std::string_view::npos || last <= dot) return {};
  int64_t layer = 0;
  const auto parsed = std::from_chars(name.data() + 4, name.data() + dot, layer);
  if (parsed.ec != std::errc() || parsed.ptr != name.data() + dot) return {};
  const std::string_view part = name.substr(dot + 1, last - dot - 1);
  for (const auto& [gguf, hf] : kLayerNames) {
    if (part == gguf) return core::format("model.layers.{}.{}{}", layer, hf, name.substr(last));
  }
  return {};
}

LoadedWeights load_gguf(const std::filesystem::path& path, at::ScalarType dtype, WeightFormat format) {
  const core::GgufFile gguf(path);
  LoadedWeights weights;
  try {
    weights.config = config_from_gguf(gguf);
  } catch (const core::Error& error) {
    throw error.in(path.string());
  }
  StoredTensors stored;
  for (const core::GgufTensor& tensor : gguf.tensors()) {
    const std::string hf_name = hf_name_of_gguf(tensor.name);
    const std::string place = core::format("{}: {}", path.string(), tensor.name);
    try {
      StoredTensor entry = stored_tensor(tensor, hf_name, weights.config);
      entry.place = place;
      // An unknown name stays under its own, and read_flat reports it.
      stored.emplace(hf_name.empty() ? tensor.name : hf_name, std::move(entry));
    } catch (const core::Error& error) {
      throw error.in(place);
    }
  }
  read_weights(weights, stored, dtype, format, path.string());
  return weights;
}

}  // namespace model
