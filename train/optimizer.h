// AdamW on one flat vector of parameters: fp32 masters and moments, working values in fp32 or bf16, gradients in fp32.
// Knows nothing of models, schedules or files.
#pragma once

#include <cstdint>

#include "model/tensor.h"

namespace train {

struct AdamWOptions {
  double beta1 = 0.9;
  double beta2 = 0.999;
  double epsilon = 1e-8;
  double weight_decay = 0;  // decoupled: values shrink by rate * weight_decay a step
  double clip_norm = 0;     // 0: never
  int64_t decayed = 0;      // weight decay applies to the first `decayed` elements
};

class AdamW {
 public:
  // `values`: flat, fp32 (then they are the masters themselves) or bf16 (then rounded copies of the masters).
  // `gradients`: flat, fp32, same length. Both are shared with the model. `masters`: fp32, taken over as the
  // masters of bf16 values, which are then set from them; undefined: the values widened.
  AdamW(at::Tensor values, at::Tensor gradients, const AdamWOptions& options, at::Tensor masters = {});

  // One update with the gradients' global norm clipped to clip_norm; then gradients are zeroed. Returns the norm before
  // clipping. A norm that is not finite changes no value: the caller decides what that means.
  double step(double learning_rate);

  const at::Tensor& masters() const { return masters_; }
  const at::Tensor& first_moments() const { return first_; }
  const at::Tensor& second_moments() const { return second_; }
  int64_t steps() const { return steps_; }
  // Copies a checkpoint's state in (same lengths) and refreshes the working values.
  void restore(const at::Tensor& masters, const at::Tensor& first, const at::Tensor& second, int64_t steps);

 private:
  void update(int64_t begin, int64_t end, double learning_rate, double weight_decay, const at::Tensor& grad_scale);

  AdamWOptions options_;
  at::Tensor values_;
  at::Tensor gradients_;
  at::Tensor masters_;
  at::Tensor first_;
  at::Tensor second_;
  int64_t steps_ = 0;
};

// Euclidean norm of a dense fp32 vector, summed in fp64 in an order that does not depend on the number of threads.
double global_norm(const at::Tensor& flat);

}  // namespace train
