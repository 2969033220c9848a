// Samples of one optimiser step -> micro-batches without padding. Samples that begin alike are packed as a forest, so
// that a shared beginning (the system text, the documentation of the same tools) is computed once. Only context is ever
// shared: a supervised token belongs to one sample.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "model/batch.h"
#include "train/data/samples.h"
#include "train/losses/loss.h"

namespace train {

struct PackingOptions {
  int64_t micro_batch_tokens = 4096;  // computed tokens of a micro-batch; a longer sample has one of its own
  bool share_prefixes = true;
  int64_t min_shared = 16;  // shorter common beginnings are not worth a sequence of their own
};

struct MicroBatch {
  model::PackedBatch batch;
  at::Tensor rows_N;                   // int64: the packed token whose hidden state predicts target n
  at::Tensor targets_N;                // int64
  std::vector<LossToken> loss_tokens;  // [N]; sample = index in the span given to pack()
  int64_t sample_tokens = 0;           // input tokens of its samples, each counted in full

  int64_t computed_tokens() const { return batch.tokens_T.size(0); }
};

// Deterministic: depends on the samples and options alone. Every supervised token appears once.
std::vector<MicroBatch> pack(std::span<const Sample* const> samples, const PackingOptions& options);

}  // namespace train
