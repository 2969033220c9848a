// Speed of one fine-tuning step (forward, backward, AdamW) on a real model; prints one JSON object.
//   dense_tokens    tokens/s on 4 sequences of 1,024 tokens a step, every token supervised
//   short_samples   samples/s on 8 samples a step: a common 250-token system text, 120-240 tokens of their own, an
//                   answer of 20-40 supervised tokens
// bench/peers/sft_transformers.py times the same work.
#include <chrono>
#include <functional>
#include <vector>

#include "bench/bench_main.h"
#include "core/rng.h"
#include "model/weights/loader.h"
#include "train/optimizer.h"
#include "train/sft_step.h"

namespace {

using train::Sample;

constexpr int kTimedSteps = 2;

Sample random_sample(core::Rng& rng, int shared, int context, int answer) {
  Sample sample;
  core::Rng common(1);
  const auto id = [](core::Rng& from) { return static_cast<chat::TokenId>(from.integer(100, 40000)); };
  for (int t = 0; t < shared; ++t) sample.tokens.push_back({id(common), chat::SpanKind::prompt, 0});
  for (int t = 0; t < context; ++t) sample.tokens.push_back({id(rng), chat::SpanKind::prompt, 0});
  for (int t = 0; t < answer; ++t) sample.tokens.push_back({id(rng), chat::SpanKind::text, 1});
  return sample;
}

std::vector<Sample> dense_step(int step) {
  std::vector<Sample> samples;
  core::Rng rng(2, step);
  for (int i = 0; i < 4; ++i) {
    samples.push_back(random_sample(rng, 0, 0, 1025));  // 1,024 inputs predict 1,024 targets
    samples.back().tokens.front().weight = 0;
  }
  return samples;
}

std::vector<Sample> short_step(int step) {
  std::vector<Sample> samples;
  core::Rng rng(3, step);
  for (int i = 0; i < 8; ++i) {
    const int n = step * 8 + i;
    samples.push_back(random_sample(rng, 250, 120 + (37 * n * n + 11 * n) % 121, 20 + 13 * n % 21));
  }
  return samples;
}

// Seconds of a step, the mean over kTimedSteps after one to warm up.
double seconds_a_step(const model::Transformer& transformer, train::AdamW& optimizer,
                      const std::function<std::vector<Sample>(int)>& make_step) {
  const train::Loss loss = train::make_loss({});
  std::chrono::steady_clock::time_point began;
  for (int step = 0; step <= kTimedSteps; ++step) {
    if (step == 1) began = std::chrono::steady_clock::now();
    const std::vector<Sample> samples = make_step(step);
    std::vector<const Sample*> pointers;
    for (const Sample& sample : samples) pointers.push_back(&sample);
    train::accumulate_gradients(transformer, loss, pointers, {});
    optimizer.step(1e-5);
  }
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count() / kTimedSteps;
}

core::Dict run(const bench::Options& options) {
  model::LoadedWeights weights = model::load_weights(options.model, at::kFloat);
  at::Tensor masters;
  if (options.type == at::kBFloat16) {
    masters = weights.flat;
    weights.flat = masters.to(at::kBFloat16);
  }
  model::Transformer transformer(weights.config, std::move(weights.flat));
  transformer.enable_gradients();
  train::AdamWOptions adamw;
  adamw.clip_norm = 1;
  adamw.decayed = transformer.layout().matrix_size();
  train::AdamW optimizer(transformer.flat_values(), transformer.flat_gradients(), adamw, std::move(masters));
  const double dense = seconds_a_step(transformer, optimizer, dense_step);
  const double samples = seconds_a_step(transformer, optimizer, short_step);
  return {{"dense_tokens", 4 * 1024 / dense}, {"short_samples", 8 / samples}};
}

}  // namespace

int main(int argc, char** argv) {
  return bench::run_main(argc, argv, run);
}
