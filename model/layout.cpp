#include "model/layout.h"

#include <algorithm>
#include <functional>
#include <numeric>
#include <utility>

#include "core/error.h"

namespace model {

namespace {

constexpr int64_t kAlignment = 64;  // elements: a cache line of bf16 twice over

std::string layer_name(int64_t layer, std::string_view rest) {
  return core::format("model.layers.{}.{}", layer, rest);
}

}  // namespace

ParameterLayout::ParameterLayout(const ModelConfig& config) : config_(config) {
  const int64_t width = config.width, q = config.q_size(), kv = config.kv_size(), ffn = config.ffn;
  add("model.embed_tokens.weight", {config.vocab, width});
  for (int64_t i = 0; i < config.layers; ++i) {
    // One matrix for the GEMM: no gap between q, k and v, nor between gate and up.
    add(layer_name(i, "self_attn.q_proj.weight"), {q, width});
    add(layer_name(i, "self_attn.k_proj.weight"), {kv, width}, false);
    add(layer_name(i, "self_attn.v_proj.weight"), {kv, width}, false);
    add(layer_name(i, "self_attn.o_proj.weight"), {width, q});
    add(layer_name(i, "mlp.gate_proj.weight"), {ffn, width});
    add(layer_name(i, "mlp.up_proj.weight"), {ffn, width}, false);
    add(layer_name(i, "mlp.down_proj.weight"), {width, ffn});
  }
  if (!config.tied_head) add("lm_head.weight", {config.vocab, width});
  size_ = (size_ + kAlignment - 1) / kAlignment * kAlignment;
  matrix_size_ = size_;

  for (int64_t i = 0; i < config.layers; ++i) {
    add(layer_name(i, "input_layernorm.weight"), {width});
    if (config.attention_bias) {
      add(layer_name(i, "self_attn.q_proj.bias"), {q});
      add(layer_name(i, "self_attn.k_proj.bias"), {kv}, false);
      add(layer_name(i, "self_attn.v_proj.bias"), {kv}, false);
    }
    if (config.o_bias) add(layer_name(i, "self_attn.o_proj.bias"), {width});
    if (config.qk_norm) {
      add(layer_name(i, "self_attn.q_norm.weight"), {config.head_size});
      add(layer_name(i, "self_attn.k_norm.weight"), {config.head_size});
    }
    add(layer_name(i, "post_attention_layernorm.weight"), {width});
  }
  add("model.norm.weight", {width});
  size_ = (size_ + kAlignment - 1) / kAlignment * kAlignment;
}

void ParameterLayout::add(std::string name, std::vector<int64_t> shape, bool align) {
  if (align) size_ = (size_ + kAlignment - 1) / kAlignment * kAlignment;
  Slot slot{std::move(name), std::move(shape), size_, 1};
  slot.count = std::accumulate(slot.shape.begin(), slot.shape.end(), int64_t{1}, std::multiplies<>());
  size_ += slot.count;
  index_.emplace(slot.name, slots_.size());
  slots_.push_back(std::move(slot));
}

const ParameterLayout::Slot* ParameterLayout::find(std::string_view name) const {
  const auto found = index_.find(std::string(name));
  return found == index_.end() ? nullptr : &slots_[found->second];
}

int64_t ParameterLayout::parameter_count() const {
  return std::accumulate(slots_.begin(), slots_.end(), int64_t{0},
                         [](int64_t sum, const Slot& slot) { return sum + slot.count; });
}

at::Tensor ParameterLayout::make_flat(at::ScalarType dtype) const {
  return at::zeros({size_}, dtype);
}

std::vector<NamedTensor> ParameterLayout::named(const at::Tensor& flat) const {
  FR_CHECK(flat.dim() == 1 && flat.size(0) == size_ && flat.is_contiguous(), "flat vector of {} elements", size_);
  const at::NoGradGuard no_grad;
  std::vector<NamedTensor> tensors;
  tensors.reserve(slots_.size());
  for (const Slot& slot : slots_) {
    tensors.push_back({slot.name, flat.narrow(0, slot.offset, slot.count).view(slot.shape)});
  }
  return tensors;
}

at::Tensor ParameterLayout::view(const at::Tensor& flat, std::string_view first_name,
                                 std::vector<int64_t> shape) const {
  const Slot* slot = find(first_name);
  FR_CHECK(slot != nullptr, "no parameter {}", first_name);
  const int64_t count = std::accumulate(shape.begin(), shape.end(), int64_t{1}, std::multiplies<>());
  const int64_t begin = slot->offset - (size_ - flat.size(0));
  return begin < 0 ? at::Tensor() : flat.narrow(0, begin, count).view(shape);
}

ModelTensors ParameterLayout::tensors(const at::Tensor& flat) const {
  FR_CHECK(flat.dim() == 1 && (flat.size(0) == size_ || flat.size(0) == size_ - matrix_size_) && flat.is_contiguous(),
           "flat vector of {} elements", size_);
  const at::NoGradGuard no_grad;  // views made here are leaves
  const ModelConfig& c = config_;
  ModelTensors all;
  all.embedding_VD = view(flat, "model.embed_tokens.weight", {c.vocab, c.width});
  for (int64_t i = 0; i < c.layers; ++i) {
    LayerTensors layer;
    layer.input_norm_D = view(flat, layer_name(i, "input_layernorm.weight"), {c.width});
    layer.qkv_weight = view(flat, layer_name(i, "self_attn.q_proj.weight"), {c.qkv_size(), c.width});
    layer.o_weight = view(flat, layer_name(i, "self_attn.o_proj.weight"), {c.width, c.q_size()});
    if (c.attention_bias) {
      layer.qkv_bias = view(flat, layer_name(i, "self_attn.q_proj.bias"), {c.qkv_size()});
    }
    if (c.o_bias) layer.o_bias_D = view(flat, layer_name(i, "self_attn.o_proj.bias"), {c.width});
    if (c.qk_norm) {
      layer.q_norm_E = view(flat, layer_name(i, "self_attn.q_norm.weight"), {c.head_size});
      layer.k_norm_E = view(flat, layer_name(i, "self_attn.k_norm.weight"), {c.head_size});
    }
    layer.ffn_norm_D = view(flat, layer_name(i, "post_attention_layernorm.weight"), {c.width});
    layer.gate_up_weight = view(flat, layer_name(i, "mlp.gate_proj.weight"), {2 * c.ffn, c.width});
    layer.down_weight = view(flat, layer_name(i, "mlp.down_proj.weight"), {c.width, c.ffn});
    all.layers.push_back(std::move(layer));
  }
  all.final_norm_D = view(flat, "model.norm.weight", {c.width});
  all.output_VD = c.tied_head ? all.embedding_VD : view(flat, "lm_head.weight", {c.vocab, c.width});
  return all;
}

}  // namespace model
