// The decoder of the Llama, Mistral and Qwen families in one, over packed tokens, on the CPU. Owns the working
// parameters (fp32 or bf16) and, for training, fp32 gradients. Knows no batches, caches or losses: attention comes in
// from outside.
#pragma once

#include <memory>
#include <vector>

#include "model/config.h"
#include "model/layout.h"
#include "model/ops/rope.h"
#include "model/quantised_tensors.h"
#include "model/tensor.h"

namespace model {

// The one entry of attention. Training runs PackedAttention (model/attention.h), the engine one over its KV cache.
class Attention {
 public:
  virtual ~Attention() = default;
  // q [T, H, E], k and v [T, K, E] of the tokens of this pass, after qk-norm and RoPE, in the compute dtype. The last
  // dimension is dense, the others may be strided. Query head h reads key/value head h / (H / K); scores are scaled by
  // 1 / sqrt(E). Returns [T, H, E].
  virtual at::Tensor attend(int64_t layer, const at::Tensor& q_THE, const at::Tensor& k_TKE,
                            const at::Tensor& v_TKE) = 0;
};

class Transformer {
 public:
  // `flat`: the parameters in the order of ParameterLayout(config), float or bfloat16: that is the compute dtype.
  // The vector is shared, not copied: an optimiser that writes to it changes the model.
  // With `quantised` the matrices are those, `flat` holds the norms and biases alone ([matrix_size, size) of the
  // layout), and there is inference only.
  Transformer(const ModelConfig& config, at::Tensor flat, std::shared_ptr<const QuantisedTensors> quantised = nullptr);

  // tokens_T, positions_T: int64 [T]. Returns [T, D] after the final norm, in the compute dtype; differentiable when
  // gradients are enabled and GradMode is on. Logits are hidden_TD · output_matrix()ᵀ.
  // Throws core::Error(data) on a token id outside the vocabulary.
  at::Tensor forward(const at::Tensor& tokens_T, const at::Tensor& positions_T, Attention& attention) const;

  // Logits in fp32 without a gradient: hidden_TD [T, D] -> [T, V].
  at::Tensor logits(const at::Tensor& hidden_TD) const;

  // [V, D]; the embedding when the head is tied. A leaf of the graph like the parameters below. Undefined where weights
  // are quantised.
  const at::Tensor& output_matrix() const { return tensors_.output_VD; }

  // Makes every parameter a leaf that requires grad, with `.grad` a view of one fp32 flat vector (zeroed, also where
  // the parameters are bf16). backward() adds to it: several passes accumulate in fp32. Operations of this library add
  // to `.grad` in place inside backward, so use backward(), never autograd::grad(), for parameters.
  // After an optimiser step with fp32 masters: flat_values().copy_(masters) under NoGradGuard.
  // Throws core::Error(usage) where weights are quantised.
  void enable_gradients();
  bool gradients_enabled() const { return flat_gradients_.defined(); }

  const ModelConfig& config() const { return config_; }
  const ParameterLayout& layout() const { return layout_; }
  at::ScalarType dtype() const { return flat_.scalar_type(); }
  const QuantisedTensors* quantised() const { return quantised_.get(); }  // nullptr: plain weights
  const at::Tensor& flat_values() const { return flat_; }                 // [layout().size()]
  const at::Tensor& flat_gradients() const { return flat_gradients_; }    // fp32, same length; undefined until enabled
  const ModelTensors& tensors() const { return tensors_; }
  // Of every position below the context, in the half-split order of Hugging Face.
  const ops::RopeTable& rope() const { return rope_; }

 private:
  at::Tensor layer_forward(int64_t layer, const at::Tensor& x_TD, const ops::RopeTable& angles,
                           Attention& attention) const;

  ModelConfig config_;
  ParameterLayout layout_;
  at::Tensor flat_;
  std::shared_ptr<const QuantisedTensors> quantised_;
  at::Tensor flat_gradients_;
  ModelTensors tensors_;
  ops::RopeTable rope_;  // of all positions
};

}  // namespace model
