// A loss is a function of TokenStats and of ledger fields: one value a supervised token, times one coefficient a token.
// The coefficients carry masks, weights and denominators and are made for a whole optimiser step at once, so the result
// does not depend on how the step is cut into micro-batches. docs/losses.md has one row a loss.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "chat/ledger.h"
#include "model/token_stats.h"
#include "train/sft_config.h"

namespace train {

// The ledger's view of one supervised token.
struct LossToken {
  int32_t sample = 0;  // index within the optimiser step
  chat::SpanKind kind = chat::SpanKind::text;
  float weight = 1;  // m, >= 0
};

struct Loss {
  // One value a token from its statistics; shape [N], differentiable.
  std::function<at::Tensor(const model::TokenStats&)> token_loss;
  // Coefficients c of all supervised tokens of an optimiser step: loss = sum over tokens of c * token_loss.
  // Tokens of one sample need not be neighbours. Empty input or all weights 0: all coefficients 0.
  std::function<std::vector<double>(std::span<const LossToken>)> coefficients;
  std::string description;  // formula with its denominator, for the log
};

// Throws core::Error(usage) naming the key: unknown name, negative weight, alpha outside [0, 1].
Loss make_loss(const LossConfig& config);

// The part of the step's loss that these tokens carry: sum over n of coefficients_N[n] * token_loss_N[n].
at::Tensor partial_loss(const Loss& loss, const model::TokenStats& stats, const at::Tensor& coefficients_N);

}  // namespace train
