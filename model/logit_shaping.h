// What changes a row of logits before a token is drawn from it: penalties for tokens that occurred, biases, and a
// constraint.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "model/policy.h"

namespace model {

// The tokens before the one to be drawn.
struct TokenHistory {
  std::span<const chat::TokenId> prompt;
  std::span<const chat::TokenId> generated;
  // Of the constraint after `generated`, where somebody keeps it; else it is worked out of them.
  std::optional<uint32_t> constraint_state = std::nullopt;
};

// `logits` [V] after, in this order: repetition_penalty r on each token of the history (x / r where x > 0, else x * r;
// Keskar et al. 2019, "CTRL", as Hugging Face applies it), frequency_penalty f and presence_penalty p on generated
// tokens (x - f * count - p; OpenAI's API), logit_bias (x + bias), -inf for each token that the constraint does not
// allow. Untouched logits are returned as they are, others are in `storage`. Ids of `history` and `logit_bias` must be
// below V.
std::span<const float> shape_logits(std::span<const float> logits, const SamplingParams& params,
                                    const TokenHistory& history, std::vector<float>& storage);

}  // namespace model
