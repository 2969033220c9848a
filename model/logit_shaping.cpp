#include "model/logit_shaping.h"

#include <algorithm>
#include <cmath>

#include "chat/constraint/token_constraint.h"

namespace model {

namespace {

std::vector<chat::TokenId> in_order(const TokenHistory& history) {
  std::vector<chat::TokenId> ids(history.prompt.begin(), history.prompt.end());
  ids.insert(ids.end(), history.generated.begin(), history.generated.end());
  std::sort(ids.begin(), ids.end());
  return ids;
}

void penalise_repetition(float penalty, const TokenHistory& history, std::vector<float>& logits) {
  std::vector<chat::TokenId> ids = in_order(history);
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  for (const chat::TokenId id : ids) {
    float& x = logits[static_cast<size_t>(id)];
    x = x > 0 ? x / penalty : x * penalty;
  }
}

void penalise_generated(const SamplingParams& params, const TokenHistory& history, std::vector<float>& logits) {
  const std::vector<chat::TokenId> ids = in_order({{}, history.generated});
  for (size_t i = 0; i < ids.size(); ++i) {
    float& x = logits[static_cast<size_t>(ids[i])];
    if (i == 0 || ids[i] != ids[i - 1]) x -= params.presence_penalty;
    x -= params.frequency_penalty;
  }
}

void forbid_others(const chat::constraint::TokenConstraint& constraint, const TokenHistory& history,
                   std::vector<float>& logits) {
  const auto state = history.constraint_state ? *history.constraint_state : constraint.after(history.generated);
  const std::shared_ptr<const chat::constraint::TokenMask> mask = constraint.allowed(state);
  constexpr size_t kWordBits = 64;
  for (size_t begin = 0; begin < logits.size(); begin += kWordBits) {
    const size_t word = begin / kWordBits;
    const uint64_t allowed = word < mask->words().size() ? mask->words()[word] : 0;
    const size_t end = std::min(begin + kWordBits, logits.size());
    for (size_t id = begin; id < end; ++id) {
      if (((allowed >> (id - begin)) & 1U) == 0) logits[id] = -INFINITY;
    }
  }
}

}  // namespace

std::span<const float> shape_logits(std::span<const float> logits, const SamplingParams& params,
                                    const TokenHistory& history, std::vector<float>& storage) {
  const bool penalises_generated = params.presence_penalty != 0 || params.frequency_penalty != 0;
  if (params.repetition_penalty == 1 && !penalises_generated && params.logit_bias.empty() &&
      params.constraint == nullptr) {
    return logits;
  }
  storage.assign(logits.begin(), logits.end());
  if (params.repetition_penalty != 1) penalise_repetition(params.repetition_penalty, history, storage);
  if (penalises_generated) penalise_generated(params, history, storage);
  for (const LogitBias& bias : params.logit_bias) storage[static_cast<size_t>(bias.id)] += bias.bias;
  if (params.constraint != nullptr) forbid_others(*params.constraint, history, storage);
  return storage;
}

}  // namespace model
