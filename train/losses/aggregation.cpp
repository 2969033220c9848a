#include "train/losses/aggregation.h"

#include <algorithm>
#include <cstdint>

namespace train {
namespace {

bool is_think(const LossToken& token) {
  return token.kind == chat::SpanKind::think;
}

double span_weight(const SpanWeights& weights, chat::SpanKind kind) {
  switch (kind) {
    case chat::SpanKind::think:
      return weights.think;
    case chat::SpanKind::call_name:
    case chat::SpanKind::call_key:
    case chat::SpanKind::call_value:
    case chat::SpanKind::call_syntax:
      return weights.call;
    case chat::SpanKind::text:
    case chat::SpanKind::prompt:
    case chat::SpanKind::observation:
      return weights.text;
  }
  return weights.text;
}

// Sums of m, by sample.
struct SampleSums {
  double think = 0;
  double answer = 0;
  double total() const { return think + answer; }
};

std::vector<SampleSums> sums_by_sample(std::span<const LossToken> tokens) {
  int32_t last = -1;
  for (const LossToken& token : tokens) last = std::max(last, token.sample);
  std::vector<SampleSums> sums(static_cast<size_t>(last + 1));
  for (const LossToken& token : tokens) {
    SampleSums& sum = sums[static_cast<size_t>(token.sample)];
    (is_think(token) ? sum.think : sum.answer) += token.weight;
  }
  return sums;
}

double non_empty(const std::vector<SampleSums>& sums) {
  return static_cast<double>(
      std::count_if(sums.begin(), sums.end(), [](const SampleSums& s) { return s.total() > 0; }));
}

double ratio(double numerator, double denominator) {
  return denominator > 0 ? numerator / denominator : 0;
}

// Weight of the chain of thought and of the rest where one of them may be missing.
SampleSums span_shares(const SampleSums& sums, double alpha) {
  if (sums.answer <= 0) return {1, 0};
  if (sums.think <= 0) return {0, 1};
  return {alpha, 1 - alpha};
}

template <class Coefficient>
std::vector<double> each(std::span<const LossToken> tokens, const Coefficient& coefficient) {
  std::vector<double> result;
  result.reserve(tokens.size());
  for (const LossToken& token : tokens) result.push_back(coefficient(token));
  return result;
}

}  // namespace

std::vector<double> token_mean(std::span<const LossToken> tokens) {
  double total = 0;
  for (const LossToken& token : tokens) total += token.weight;
  return each(tokens, [&](const LossToken& token) { return ratio(token.weight, total); });
}

std::vector<double> sequence_mean(std::span<const LossToken> tokens) {
  const std::vector<SampleSums> sums = sums_by_sample(tokens);
  const double samples = non_empty(sums);
  return each(tokens, [&](const LossToken& token) {
    return ratio(token.weight, samples * sums[static_cast<size_t>(token.sample)].total());
  });
}

std::vector<double> span_weighted(std::span<const LossToken> tokens, const SpanWeights& weights,
                                  SpanNormalizer normalizer) {
  double total = 0;
  for (const LossToken& token : tokens) {
    total += token.weight * (normalizer == SpanNormalizer::weights ? span_weight(weights, token.kind) : 1);
  }
  return each(tokens,
              [&](const LossToken& token) { return ratio(span_weight(weights, token.kind) * token.weight, total); });
}

std::vector<double> self_refinement(std::span<const LossToken> tokens, double alpha, SpanMean mean) {
  const std::vector<SampleSums> sums = sums_by_sample(tokens);
  if (mean == SpanMean::sample) {
    const double samples = non_empty(sums);
    return each(tokens, [&](const LossToken& token) {
      const SampleSums& own = sums[static_cast<size_t>(token.sample)];
      const SampleSums share = span_shares(own, alpha);
      return is_think(token) ? ratio(share.think * token.weight, samples * own.think)
                             : ratio(share.answer * token.weight, samples * own.answer);
    });
  }
  SampleSums all;
  for (const SampleSums& sum : sums) {
    all.think += sum.think;
    all.answer += sum.answer;
  }
  const SampleSums share = span_shares(all, alpha);
  return each(tokens, [&](const LossToken& token) {
    return is_think(token) ? ratio(share.think * token.weight, all.think)
                           : ratio(share.answer * token.weight, all.answer);
  });
}

}  // namespace train
