#include "model/sampler.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "core/rng.h"
#include "model/kernels/softmax.h"

namespace model {

namespace {

struct RowSums {
  float max = 0;
  double total = 0;  // of exp((x - max) / temperature)
  std::vector<double> slices;
};

RowSums row_sums(std::span<const float> logits, float inverse_temperature) {
  RowSums sums;
  sums.max = kernels::row_max(logits);
  if (!std::isfinite(sums.max)) throw not_finite();
  const size_t slice = kernels::kSoftmaxSlice;
  sums.slices.resize((logits.size() + slice - 1) / slice);
  sums.total = kernels::exp_sums(logits, sums.max, inverse_temperature, sums.slices);
  return sums;
}

// Of one token; the same expression wherever a log-prob is reported.
float logp_of(float logit, const RowSums& sums, float inverse_temperature) {
  const double scaled = (static_cast<double>(logit) - static_cast<double>(sums.max)) * inverse_temperature;
  return static_cast<float>(scaled - std::log(sums.total));
}

// The order of tokens by their logits, by their ids where these are equal.
struct Likelier {
  std::span<const float> logits;
  bool operator()(chat::TokenId a, chat::TokenId b) const {
    const float x = logits[static_cast<size_t>(a)], y = logits[static_cast<size_t>(b)];
    return x != y ? x > y : a < b;
  }
};

SampledToken greedy(std::span<const float> logits) {
  const RowSums sums = row_sums(logits, 1.0F);
  SampledToken token;
  token.id = static_cast<chat::TokenId>(std::find(logits.begin(), logits.end(), sums.max) - logits.begin());
  token.logp = logp_of(sums.max, sums, 1.0F);
  return token;
}

// The token at which the running sum over the vocabulary first exceeds `target` in [0, total).
SampledToken draw_from_all(std::span<const float> logits, const RowSums& sums, float inverse_temperature,
                           double uniform) {
  double left = uniform * sums.total;
  size_t slice = 0;
  while (slice + 1 < sums.slices.size() && left >= sums.slices[slice]) left -= sums.slices[slice++];
  const size_t width = kernels::kSoftmaxSlice;
  const size_t begin = slice * width;
  const size_t end = std::min(begin + width, logits.size());
  // Rounding may leave a rest behind the slice's end: then the last token that has any mass is it.
  size_t chosen = begin;
  float mass = 0;
  for (size_t i = begin; i < end; ++i) {
    const float term = kernels::exp_term(logits[i], sums.max, inverse_temperature);
    if (term <= 0 || logits[i] == -INFINITY) continue;
    chosen = i;
    mass = term;
    left -= static_cast<double>(term);
    if (left < 0) break;
  }
  if (mass == 0) {  // a slice without mass at the very end of the row
    chosen = static_cast<size_t>(std::find(logits.begin(), logits.end(), sums.max) - logits.begin());
  }
  SampledToken token;
  token.id = static_cast<chat::TokenId>(chosen);
  token.logp = logp_of(logits[chosen], sums, inverse_temperature);
  return token;
}

}  // namespace

core::Error not_finite() {
  return core::data_error("the model's logits are not finite", "the weights hold NaN or infinite values");
}

float model_logp(std::span<const float> logits, chat::TokenId id) {
  return logp_of(logits[static_cast<size_t>(id)], row_sums(logits, 1.0F), 1.0F);
}

void validate(const SamplingParams& params) {
  const auto fail = [](const std::string& what) { throw core::usage_error("sampling: " + what); };
  if (!(params.temperature >= 0) || !std::isfinite(params.temperature)) {
    fail(core::format("temperature is {}, and must be 0 (greedy) or above", params.temperature));
  }
  if (params.temperature > 0 && !std::isfinite(1.0F / params.temperature)) {
    fail(core::format("temperature is {}, too small to divide by; 0 is greedy", params.temperature));
  }
  if (!(params.top_p > 0 && params.top_p <= 1)) fail(core::format("top_p is {}, and must be in (0, 1]", params.top_p));
  if (!(params.min_p >= 0 && params.min_p <= 1)) fail(core::format("min_p is {}, and must be in [0, 1]", params.min_p));
  if (!(params.repetition_penalty > 0) || !std::isfinite(params.repetition_penalty)) {
    fail(core::format("repetition_penalty is {}, and must be above 0 (1: off)", params.repetition_penalty));
  }
  if (!std::isfinite(params.presence_penalty)) fail("presence_penalty is not finite");
  if (!std::isfinite(params.frequency_penalty)) fail("frequency_penalty is not finite");
  for (const LogitBias& bias : params.logit_bias) {
    if (!std::isfinite(bias.bias)) fail(core::format("logit_bias of token {} is not finite", bias.id));
  }
  if (params.top_k < 0) fail(core::format("top_k is {}, and must be 0 (off) or above", params.top_k));
  if (params.max_new_tokens < 0) fail(core::format("max_new_tokens is {}", params.max_new_tokens));
}

std::vector<Candidate> filtered_distribution(std::span<const float> logits, const SamplingParams& params) {
  const RowSums sums = row_sums(logits, 1.0F / params.temperature);
  const auto temperature = static_cast<double>(params.temperature);
  const Likelier likelier{logits};
  std::vector<chat::TokenId> ids;
  const bool by_count = params.top_k > 0 && static_cast<size_t>(params.top_k) < logits.size();
  if (by_count) {
    ids.resize(logits.size());
    for (size_t i = 0; i < ids.size(); ++i) ids[i] = static_cast<chat::TokenId>(i);
    std::nth_element(ids.begin(), ids.begin() + params.top_k - 1, ids.end(), likelier);
    ids.resize(static_cast<size_t>(params.top_k));
  } else {
    // Tokens below (1 - p) / V hold less than 1 - p together, so the nucleus lies among the others; so does what min_p
    // keeps among those above it. Half of either leaves room for rounding.
    const double nucleus = (1.0 - static_cast<double>(params.top_p)) / static_cast<double>(logits.size()) * sums.total;
    const double floor = std::max(nucleus, static_cast<double>(params.min_p)) * 0.5;
    const double depth = floor > 0 ? std::log(floor) : -std::numeric_limits<double>::infinity();
    const double least = static_cast<double>(sums.max) + depth * temperature;
    for (size_t i = 0; i < logits.size(); ++i) {
      if (static_cast<double>(logits[i]) >= least) ids.push_back(static_cast<chat::TokenId>(i));
    }
  }
  std::sort(ids.begin(), ids.end(), likelier);

  std::vector<Candidate> candidates;
  candidates.reserve(ids.size());
  double mass = 0;
  for (const chat::TokenId id : ids) {
    const double above = static_cast<double>(logits[static_cast<size_t>(id)]) - static_cast<double>(sums.max);
    candidates.push_back({id, std::exp(above / temperature)});
    mass += candidates.back().probability;
  }
  if (params.top_p < 1) {
    // After top-k the nucleus is taken of what is left, renormalised, as Hugging Face's chain of warpers does.
    const double all = by_count ? mass : sums.total;
    double reached = 0;
    size_t kept = 0;
    while (kept < candidates.size() && reached < static_cast<double>(params.top_p) * all) {
      reached += candidates[kept++].probability;
    }
    candidates.resize(std::max<size_t>(kept, 1));
  }
  const double least = static_cast<double>(params.min_p) * candidates.front().probability;
  while (candidates.back().probability < least || candidates.back().probability == 0) candidates.pop_back();
  mass = 0;
  for (const Candidate& c : candidates) mass += c.probability;
  for (Candidate& c : candidates) c.probability /= mass;
  return candidates;
}

namespace {

SampledToken draw(std::span<const float> logits, const SamplingParams& params, uint64_t step) {
  if (params.temperature == 0) return greedy(logits);
  const double uniform = core::Rng(params.seed, step).uniform();
  const bool filtered =
      params.top_p < 1 || params.min_p > 0 || (params.top_k > 0 && static_cast<size_t>(params.top_k) < logits.size());
  if (!filtered) {
    const float inverse = 1.0F / params.temperature;
    return draw_from_all(logits, row_sums(logits, inverse), inverse, uniform);
  }
  const std::vector<Candidate> candidates = filtered_distribution(logits, params);
  double left = uniform;
  size_t chosen = 0;
  while (chosen + 1 < candidates.size() && left >= candidates[chosen].probability) {
    left -= candidates[chosen++].probability;
  }
  return {candidates[chosen].id, static_cast<float>(std::log(candidates[chosen].probability)), 0, {}};
}

// Fills in what SamplingParams::ranked asks for.
void rank(std::span<const float> logits, size_t count, SampledToken& token) {
  const RowSums sums = row_sums(logits, 1.0F);
  const auto logp = [&](chat::TokenId id) { return logp_of(logits[static_cast<size_t>(id)], sums, 1.0F); };
  token.model_logp = logp(token.id);
  std::vector<chat::TokenId> ids(logits.size());
  std::iota(ids.begin(), ids.end(), 0);
  count = std::min(count, ids.size());
  std::partial_sort(ids.begin(), ids.begin() + static_cast<std::ptrdiff_t>(count), ids.end(), Likelier{logits});
  for (size_t i = 0; i < count; ++i) token.ranked.push_back({ids[i], logp(ids[i])});
}

}  // namespace

SampledToken sample(std::span<const float> logits, const SamplingParams& params, const TokenHistory& history) {
  FR_CHECK(!logits.empty());
  thread_local std::vector<float> storage;
  SampledToken token = draw(shape_logits(logits, params, history, storage), params, history.generated.size());
  if (params.ranked >= 0) rank(logits, static_cast<size_t>(params.ranked), token);
  return token;
}

}  // namespace model
