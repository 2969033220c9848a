#include "train/losses/loss.h"

#include "core/error.h"
#include "train/losses/aggregation.h"

namespace train {
namespace {

at::Tensor cross_entropy(const model::TokenStats& stats) {
  return -stats.logp_N;
}

Loss make_span_weighted(const LossConfig& config) {
  const SpanWeights weights{config.think_weight, config.call_weight, config.text_weight};
  for (const double weight : {weights.think, weights.call, weights.text}) {
    if (!(weight >= 0)) throw core::usage_error("loss: think_weight, call_weight and text_weight must be 0 or more");
  }
  const bool by_weights = config.normalize == "weights";
  if (!by_weights && config.normalize != "count") {
    throw core::usage_error(core::format("loss.normalize: unknown value \"{}\"", config.normalize),
                            "use weights (sum of w m) or count (sum of m)");
  }
  const SpanNormalizer normalizer = by_weights ? SpanNormalizer::weights : SpanNormalizer::count;
  return {cross_entropy, [=](std::span<const LossToken> tokens) { return span_weighted(tokens, weights, normalizer); },
          core::format("sum w m CE / {}, w = {} think, {} call, {} text", by_weights ? "sum w m" : "sum m",
                       weights.think, weights.call, weights.text)};
}

Loss make_self_refinement(const LossConfig& config) {
  if (!(config.alpha >= 0 && config.alpha <= 1)) throw core::usage_error("loss.alpha: must lie in [0, 1]");
  const bool per_sample = config.span_mean == "sample";
  if (!per_sample && config.span_mean != "batch") {
    throw core::usage_error(core::format("loss.span_mean: unknown value \"{}\"", config.span_mean),
                            "use batch or sample");
  }
  const double alpha = config.alpha;
  const SpanMean mean = per_sample ? SpanMean::sample : SpanMean::batch;
  return {cross_entropy, [=](std::span<const LossToken> tokens) { return self_refinement(tokens, alpha, mean); },
          core::format("{} mean CE(think) + {} mean CE(answer), means over each {}", alpha, 1 - alpha,
                       per_sample ? "sample, then over samples" : "optimiser step")};
}

}  // namespace

Loss make_loss(const LossConfig& config) {
  if (config.name == "ce_token_mean") {
    return {cross_entropy, token_mean, "sum m CE / sum m over the optimiser step"};
  }
  if (config.name == "ce_sequence_mean") {
    return {cross_entropy, sequence_mean, "mean over samples of (sum m CE / sum m of the sample)"};
  }
  if (config.name == "span_weighted") return make_span_weighted(config);
  if (config.name == "ssb") return make_self_refinement(config);
  throw core::usage_error(core::format("loss.name: unknown loss \"{}\"", config.name),
                          "known: ce_token_mean, ce_sequence_mean, span_weighted, ssb");
}

at::Tensor partial_loss(const Loss& loss, const model::TokenStats& stats, const at::Tensor& coefficients_N) {
  const at::Tensor token_loss_N = loss.token_loss(stats);
  return (token_loss_N * coefficients_N.to(token_loss_N.scalar_type())).sum();
}

}  // namespace train
