#include "model/device/weights.h"

#include "core/error.h"

namespace model {

void check_device_form(at::ScalarType dtype, bool quantised) {
  if (quantised) throw core::usage_error("quantised weights run on the CPU alone", "use weights=plain, or device=cpu");
  if (dtype != at::kBFloat16) throw core::usage_error("the GPU computes in bf16", "use dtype=bf16, or device=cpu");
}

cuda::Shape device_shape(const ModelConfig& config) {
  cuda::Shape shape;
  shape.layers = static_cast<int>(config.layers);
  shape.width = static_cast<int>(config.width);
  shape.heads = static_cast<int>(config.heads);
  shape.kv_heads = static_cast<int>(config.kv_heads);
  shape.head_size = static_cast<int>(config.head_size);
  shape.ffn = static_cast<int>(config.ffn);
  shape.vocab = static_cast<int>(config.vocab);
  shape.eps = static_cast<float>(config.rms_eps);
  return shape;
}

DeviceWeights::DeviceWeights(cuda::Runtime& runtime, const Transformer& model) : runtime_(runtime) {
  check_device_form(model.dtype(), model.quantised() != nullptr);
  flat_ = cuda::Memory<uint16_t>(runtime, static_cast<size_t>(model.flat_values().numel()));
  const auto angles = static_cast<size_t>(model.rope().cos.numel());
  angles_ = cuda::Memory<float>(runtime, 2 * angles);
  const auto copy = [&](const at::Tensor& from, size_t at) {
    const at::Tensor dense = from.to(at::kFloat).contiguous();
    runtime.upload_now(angles_.get() + at, dense.const_data_ptr<float>(), angles * sizeof(float));
  };
  copy(model.rope().cos, 0);
  copy(model.rope().sin, angles);
  upload(model);
}

void DeviceWeights::upload(const Transformer& model) {
  runtime_.upload_now(flat_.get(), model.flat_values().const_data_ptr(), flat_.count() * sizeof(uint16_t));
}

size_t DeviceWeights::bytes(const Transformer& model) {
  return static_cast<size_t>(model.flat_values().numel()) * sizeof(uint16_t) +
         2 * static_cast<size_t>(model.rope().cos.numel()) * sizeof(float);
}

cuda::Weights DeviceWeights::pointers(const Transformer& model) const {
  const auto* host = static_cast<const uint16_t*>(model.flat_values().const_data_ptr());
  const auto on_device = [&](const at::Tensor& view) -> const void* {
    return view.defined() ? flat_.get() + (static_cast<const uint16_t*>(view.const_data_ptr()) - host) : nullptr;
  };
  const ModelTensors& tensors = model.tensors();
  cuda::Weights weights;
  weights.embedding = on_device(tensors.embedding_VD);
  weights.final_norm = on_device(tensors.final_norm_D);
  weights.output = on_device(tensors.output_VD);
  weights.cos = angles_.get();
  weights.sin = angles_.get() + angles_.count() / 2;
  for (const LayerTensors& layer : tensors.layers) {
    cuda::LayerWeights& w = weights.layers.emplace_back();
    w.input_norm = on_device(layer.input_norm_D);
    w.qkv = on_device(layer.qkv_weight);
    w.qkv_bias = on_device(layer.qkv_bias);
    w.q_norm = on_device(layer.q_norm_E);
    w.k_norm = on_device(layer.k_norm_E);
    w.o = on_device(layer.o_weight);
    w.o_bias = on_device(layer.o_bias_D);
    w.ffn_norm = on_device(layer.ffn_norm_D);
    w.gate_up = on_device(layer.gate_up_weight);
    w.down = on_device(layer.down_weight);
  }
  return weights;
}

}  // namespace model
