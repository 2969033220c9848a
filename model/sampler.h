// One token from one row of logits: penalties and biases, then greedy, or temperature, top-k, top-p and min-p (Hugging
// Face's order of warpers).
// Counter-based: the draw depends on the logits, the seed and the token's index in its sequence, on nothing else.
#pragma once

#include <cstdint>
#include <span>

#include "core/error.h"
#include "model/logit_shaping.h"
#include "model/policy.h"

namespace model {

// Throws core::Error(usage) naming the parameter: temperature < 0, top_p outside (0, 1], top_k < 0, …
void validate(const SamplingParams& params);

// The token that follows `history`. The draw's counter is the number of generated tokens. Ties go to the lowest id.
// Throws core::Error(data) where the logits hold a NaN or no finite value.
SampledToken sample(std::span<const float> logits, const SamplingParams& params, const TokenHistory& history);

// What is thrown then.
core::Error not_finite();

// log softmax(logits)[id] as `sample` reports it at temperature 1, bit for bit.
float model_logp(std::span<const float> logits, chat::TokenId id);

struct Candidate {
  chat::TokenId id = 0;
  double probability = 0;  // renormalised over the candidates
};
// The distribution that `sample` draws from, of logits that have their penalties, when temperature > 0 and top-k, top-p
// or min-p is on: tokens that are left, most probable first. top-k keeps exactly k tokens; top-p the fewest whose mass
// reaches top_p; min-p those that have min_p of the first one's probability.
std::vector<Candidate> filtered_distribution(std::span<const float> logits, const SamplingParams& params);

}  // namespace model
