// Coefficients of the supervised fine-tuning losses: pure functions of ledger fields, without torch.
// M = sum of m over the step, B = samples with any m > 0, N_i = sum of m in sample i, w = weight of the token's span.
#pragma once

#include <span>
#include <vector>

#include "train/losses/loss.h"

namespace train {

// m / M: every supervised token of the optimiser step counts the same.
std::vector<double> token_mean(std::span<const LossToken> tokens);

// m / (B N_i): every sample counts the same.
std::vector<double> sequence_mean(std::span<const LossToken> tokens);

struct SpanWeights {
  double think = 1;
  double call = 1;  // name, keys, values and syntax
  double text = 1;
};
enum class SpanNormalizer { weights, count };

// w m / sum(w m), or w m / M (as ms-swift: a weight of 2 raises the effective learning rate).
std::vector<double> span_weighted(std::span<const LossToken> tokens, const SpanWeights& weights,
                                  SpanNormalizer normalizer);

enum class SpanMean { batch, sample };

// SSB / SRML (FunReason, 2505.20192): alpha * mean over the chain of thought + (1 - alpha) * mean over the rest of the
// answer. `batch`: both means over the whole step. `sample`: both within each sample, then the mean over samples.
// Where one of the two spans is empty (of the step, of the sample) the other has weight 1.
std::vector<double> self_refinement(std::span<const LossToken> tokens, double alpha, SpanMean mean);

}  // namespace train
