// Where every parameter lies in one flat vector. Values, gradients, fp32 masters and optimiser moments share the
// layout, so the optimiser works on a few long vectors. Knows the Hugging Face names; knows no data types and no
// arithmetic.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "model/config.h"
#include "model/tensor.h"

namespace model {

struct NamedTensor {
  std::string name;
  at::Tensor value;
};

// Parameters of one layer as views of a flat vector. q, k, v lie one after another, and so do gate and up: each group
// is one matrix for the GEMM and three (two) Hugging Face tensors on disk.
struct LayerTensors {
  at::Tensor input_norm_D;    // input_layernorm
  at::Tensor qkv_weight;      // [(H + 2K)E, D]
  at::Tensor qkv_bias;        // [(H + 2K)E]; undefined without attention_bias
  at::Tensor q_norm_E;        // undefined without qk_norm
  at::Tensor k_norm_E;        // undefined without qk_norm
  at::Tensor o_weight;        // [D, HE]
  at::Tensor o_bias_D;        // undefined without o_bias
  at::Tensor ffn_norm_D;      // post_attention_layernorm
  at::Tensor gate_up_weight;  // [2F, D]: gate rows, then up rows
  at::Tensor down_weight;     // [D, F]
};

struct ModelTensors {
  at::Tensor embedding_VD;
  std::vector<LayerTensors> layers;
  at::Tensor final_norm_D;
  at::Tensor output_VD;  // the embedding itself when tied
};

class ParameterLayout {
 public:
  struct Slot {
    std::string name;  // Hugging Face's ("model.layers.0.self_attn.q_proj.weight")
    std::vector<int64_t> shape;
    int64_t offset = 0;  // elements from the start of the flat vector
    int64_t count = 0;
  };

  explicit ParameterLayout(const ModelConfig& config);

  // Matrices in the order of use, then vectors (norms and biases).
  const std::vector<Slot>& slots() const { return slots_; }
  const Slot* find(std::string_view name) const;  // nullptr if there is none
  // Length of the flat vector. Slots start at multiples of 64 elements where they may; the gaps are zero and stay zero.
  int64_t size() const { return size_; }
  // [0, matrix_size) holds the matrices (weight decay applies), [matrix_size, size) the norms and biases (it does not).
  int64_t matrix_size() const { return matrix_size_; }
  // Number of parameters, gaps not counted.
  int64_t parameter_count() const;

  // A zeroed flat vector.
  at::Tensor make_flat(at::ScalarType dtype) const;
  // Views of `flat` under Hugging Face names, in the order of slots().
  std::vector<NamedTensor> named(const at::Tensor& flat) const;
  // Views of `flat` as the forward pass uses them. `flat` may be the part [matrix_size, size) alone: the matrices are
  // then undefined.
  ModelTensors tensors(const at::Tensor& flat) const;

 private:
  void add(std::string name, std::vector<int64_t> shape, bool align = true);
  at::Tensor view(const at::Tensor& flat, std::string_view first_name, std::vector<int64_t> shape) const;

  ModelConfig config_;
  std::vector<Slot> slots_;
  std::unordered_map<std::string, size_t> index_;  // name -> place in slots_
  int64_t size_ = 0;
  int64_t matrix_size_ = 0;
};

}  // namespace model
