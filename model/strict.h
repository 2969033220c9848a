// Strict numerics: a token's log-prob is the same bit for bit whether it was sampled alone or in a batch, prefilled in
// one piece or in chunks, or computed by the training forward. Without it that holds up to the rounding of the last sum
// over the vocabulary, which training takes in its own way; and where products go to ATen (large bf16 ones on
// processors with tile registers, training's where matmul_kernels() has none) up to the order of its sums. Costs:
// docs/benchmarks.md.
// How: one linear kernel in sampling and in training (model/kernels/linear.h), and log-probs by the sampler's sums
// (model/sampler.h). Attention is one kernel for both in any case. CPU only.
#pragma once

namespace model {

// Of the process; read by every pass. Set before the first one, not while one runs.
bool strict_numerics();
void set_strict_numerics(bool on);

// For the time of a scope.
class StrictNumerics {
 public:
  explicit StrictNumerics(bool on = true) : before_(strict_numerics()) { set_strict_numerics(on); }
  ~StrictNumerics() { set_strict_numerics(before_); }
  StrictNumerics(const StrictNumerics&) = delete;
  StrictNumerics& operator=(const StrictNumerics&) = delete;

 private:
  bool before_;
};

}  // namespace model
