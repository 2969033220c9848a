#include "model/transformer.h"

#include <utility>

#include "core/error.h"
#include "model/ops/embedding.h"
#include "model/ops/linear.h"
#include "model/ops/norm.h"
#include "model/ops/swiglu.h"

namespace model {

namespace {

// x times one of a layer's matrices, in whichever form the model has it.
at::Tensor product(const at::Tensor& x_TD, const at::Tensor& plain, const kernels::QuantisedMatrix* quantised,
                   const at::Tensor& bias = {}) {
  return quantised == nullptr ? ops::linear(x_TD, plain, bias) : kernels::quantised_linear(x_TD, *quantised, bias);
}

// The leaf tensors of a model, fused matrices whole.
std::vector<at::Tensor*> leaves(ModelTensors& tensors) {
  std::vector<at::Tensor*> all{&tensors.embedding_VD};
  for (LayerTensors& layer : tensors.layers) {
    for (at::Tensor* t :
         {&layer.input_norm_D, &layer.qkv_weight, &layer.qkv_bias, &layer.q_norm_E, &layer.k_norm_E, &layer.o_weight,
          &layer.o_bias_D, &layer.ffn_norm_D, &layer.gate_up_weight, &layer.down_weight}) {
      if (t->defined()) all.push_back(t);
    }
  }
  all.push_back(&tensors.final_norm_D);
  if (!tensors.output_VD.is_same(tensors.embedding_VD)) all.push_back(&tensors.output_VD);
  return all;
}

void check_tokens(const at::Tensor& tokens_T, int64_t vocab) {
  FR_CHECK(tokens_T.dim() == 1 && tokens_T.scalar_type() == at::kLong, "tokens are int64 [T]");
  const at::Tensor tokens = tokens_T.contiguous();
  const int64_t* ids = tokens.const_data_ptr<int64_t>();
  for (int64_t i = 0; i < tokens.numel(); ++i) {
    if (ids[i] >= 0 && ids[i] < vocab) continue;
    throw core::data_error(
        core::format("token {} of the batch has id {}, and the model knows 0..{}", i, ids[i], vocab - 1),
        "the tokenizer and the weights belong to different models");
  }
}

}  // namespace

Transformer::Transformer(const ModelConfig& config, at::Tensor flat, std::shared_ptr<const QuantisedTensors> quantised)
    : config_(config), layout_(config), flat_(std::move(flat)), quantised_(std::move(quantised)) {
  FR_CHECK(flat_.size(0) == layout_.size() - (quantised_ == nullptr ? 0 : layout_.matrix_size()),
           "the flat vector's size");
  FR_CHECK(flat_.scalar_type() == at::kFloat || flat_.scalar_type() == at::kBFloat16, "compute in fp32 or bf16");
  FR_CHECK(flat_.is_cpu(), "a GPU's executor has its own copy of the weights (model/device)");
  tensors_ = layout_.tensors(flat_);
  rope_ = ops::rope_table(config.context_length, config.head_size, config.rope_theta, config.rope);
}

void Transformer::enable_gradients() {
  if (flat_gradients_.defined()) return;
  if (quantised_ != nullptr) {
    throw core::usage_error("quantised weights cannot be trained", "load the model with weights=plain");
  }
  flat_gradients_ = at::zeros({layout_.size()}, flat_.options().dtype(at::kFloat));
  ModelTensors gradients = layout_.tensors(flat_gradients_);
  const std::vector<at::Tensor*> values = leaves(tensors_);
  const std::vector<at::Tensor*> grads = leaves(gradients);
  for (size_t i = 0; i < values.size(); ++i) {
    values[i]->set_requires_grad(true);
    values[i]->set_grad_dtype(at::kFloat);
    values[i]->mutable_grad() = *grads[i];
  }
}

at::Tensor Transformer::layer_forward(int64_t index, const at::Tensor& x_TD, const ops::RopeTable& angles,
                                      Attention& attention) const {
  const LayerTensors& w = tensors_.layers[static_cast<size_t>(index)];
  const QuantisedLayer* q = quantised_ == nullptr ? nullptr : &quantised_->layers[static_cast<size_t>(index)];
  const int64_t tokens = x_TD.size(0);
  ops::RopeOptions rope;
  rope.heads = config_.heads;
  rope.kv_heads = config_.kv_heads;
  rope.head_size = config_.head_size;
  rope.q_norm_E = w.q_norm_E;
  rope.k_norm_E = w.k_norm_E;
  rope.eps = config_.rms_eps;
  rope.angles = angles;

  const at::Tensor normed_TD = ops::rms_norm(x_TD, w.input_norm_D, config_.rms_eps);
  const ops::Heads heads =
      ops::split_heads(product(normed_TD, w.qkv_weight, q == nullptr ? nullptr : &q->qkv, w.qkv_bias), rope);
  const at::Tensor mixed = attention.attend(index, heads.q_THE, heads.k_TKE, heads.v_TKE);
  const at::Tensor attended =
      product(mixed.reshape({tokens, config_.q_size()}), w.o_weight, q == nullptr ? nullptr : &q->o, w.o_bias_D);
  const ops::NormedSum middle = ops::add_rms_norm(x_TD, attended, w.ffn_norm_D, config_.rms_eps);
  const at::Tensor hidden_TF =
      ops::swiglu(product(middle.normed_TD, w.gate_up_weight, q == nullptr ? nullptr : &q->gate_up));
  return middle.sum_TD + product(hidden_TF, w.down_weight, q == nullptr ? nullptr : &q->down);
}

at::Tensor Transformer::forward(const at::Tensor& tokens_T, const at::Tensor& positions_T, Attention& attention) const {
  check_tokens(tokens_T, config_.vocab);
  FR_CHECK(positions_T.sizes() == tokens_T.sizes(), "one position a token");
  at::Tensor x_TD = quantised_ == nullptr ? ops::embedding(tensors_.embedding_VD, tokens_T)
                                          : kernels::quantised_rows(quantised_->embedding, tokens_T, dtype());
  const ops::RopeTable angles{rope_.cos.index_select(0, positions_T), rope_.sin.index_select(0, positions_T)};
  for (int64_t i = 0; i < config_.layers; ++i) x_TD = layer_forward(i, x_TD, angles, attention);
  return ops::rms_norm(x_TD, tensors_.final_norm_D, config_.rms_eps);
}

at::Tensor Transformer::logits(const at::Tensor& hidden_TD) const {
  if (quantised_ == nullptr) return ops::logits(hidden_TD, tensors_.output_VD);
  const at::NoGradGuard no_grad;
  return kernels::quantised_linear(hidden_TD, quantised_->output, {}, at::kFloat);
}

}  // namespace model
