// A whole pass of a decoder on the device, from tokens to sampled tokens, as model/transformer.h computes it and with
// its roundings: kernels of this folder and the runtime's matrix products. Only enqueues.
#pragma once

#include <map>
#include <memory>
#include <vector>

#include "model/cuda/runtime.h"
#include "model/cuda/step_arrays.h"

namespace model::cuda {

struct Shape {
  int layers = 0;
  int width = 0;
  int heads = 0;
  int kv_heads = 0;
  int head_size = 0;
  int ffn = 0;
  int vocab = 0;
  float eps = 0;
};

// In device memory, bf16; laid out as model/layout.h says.
struct LayerWeights {
  const void* input_norm = nullptr;
  const void* qkv = nullptr;
  const void* qkv_bias = nullptr;  // the biases and norms of heads may be null
  const void* q_norm = nullptr;
  const void* k_norm = nullptr;
  const void* o_bias = nullptr;
  const void* o = nullptr;
  const void* ffn_norm = nullptr;
  const void* gate_up = nullptr;
  const void* down = nullptr;
};

struct Weights {
  const void* embedding = nullptr;
  const void* final_norm = nullptr;
  const void* output = nullptr;
  const float* cos = nullptr;  // [context, E / 2]
  const float* sin = nullptr;
  std::vector<LayerWeights> layers;
};

// Where a pass finds and leaves things, in device memory.
struct StepMemory {
  std::vector<KvPool> kv;           // by layer
  const int32_t* tables = nullptr;  // [limits.tables(), limits.stride]
  void* inputs = nullptr;           // StepInputs
  void* results = nullptr;          // StepResults
  uint32_t* occurrences = nullptr;  // [limits.rows, V]
};

class Forward {
 public:
  // Throws core::Error(usage) for what the kernels do not take.
  static void check(const Shape& shape, const StepLimits& limits);

  // Throws as check() does. The runtime must outlive it.
  Forward(Runtime& runtime, const Shape& shape, Weights weights, const StepLimits& limits, StepMemory memory);

  // Of `rows` rows, `tokens` tokens of prompts in `runs` runs. Without prompts, passes of a number of rows are captured
  // the second time and replayed from then on, unless `graphs` is off.
  void enqueue(int rows, int tokens, int runs);

  // Rows that a pass without prompts should have for `rows`: so that few graphs serve all.
  static int padded_rows(int rows);

  float* logits() const { return logits_.get(); }  // [rows, V] of the last pass; penalties were applied in place
  int captured() const;                            // graphs
  bool graphs = true;

  // Device memory beside weights and cache.
  static size_t workspace_bytes(const Shape& shape, const StepLimits& limits);

 private:
  void launch(int rows, int tokens, int runs);
  void layer(size_t index, int rows, int tokens, int runs);
  void attend(size_t index, int rows, int tokens, int runs);
  void finish(int rows, bool has_prompts);
  void product(const void* x, const void* w, const void* bias, void* y, int rows, int inner, int outputs);
  void normed_sum(const void* delta, const void* weight, int count);

  Runtime& runtime_;
  Shape shape_;
  Weights weights_;
  StepLimits limits_;
  StepMemory memory_;
  StepInputs inputs_;
  StepResults results_;
  Memory<uint16_t> x_, normed_, qkv_, q_, mixed_, delta_, gate_up_, hidden_, row_x_, row_delta_;
  Memory<float> logits_;
  Memory<unsigned char> split_parts_;
  std::map<int, std::unique_ptr<Graph>> graphs_;  // by rows; null: such a pass has run once
};

}  // namespace model::cuda
