// One optimiser step's forward and backward passes. Knows no files and no schedule.
#pragma once

#include <span>

#include "model/transformer.h"
#include "train/data/packing.h"
#include "train/losses/loss.h"

namespace train {

struct StepResult {
  double loss = 0;
  int64_t tokens = 0;           // input tokens of the samples, each counted in full
  int64_t computed_tokens = 0;  // after sharing prefixes
  int64_t supervised_tokens = 0;
};

// Adds the gradient of the loss over `samples` to the transformer's gradients.
StepResult accumulate_gradients(const model::Transformer& transformer, const Loss& loss,
                                std::span<const Sample* const> samples, const PackingOptions& packing);

}  // namespace train
