// Speed of generation on a real model, its weights plain or quantised (--weights); prints one JSON object.
//   single_tokens   new tokens/s of one sequence: 64 tokens of prompt, 128 new
//   batch32_tokens  new tokens/s of 32 sequences decoding together at a context of 256 and on, 32 new each
//   prefill_tokens  prompt tokens/s of 8 prompts of 512 tokens
//   eval_samples    prompts/s of the quickstart's kind: 32 of 600 tokens, 250 of them shared, 64 new each
//   peak_mb         peak resident memory
// With --strict: the same with strict numerics. With --load-only: load_s (weights to bf16, ready to run) and peak_mb.
// bench/peers/decode_transformers.py and load_transformers.py time the same work.
#include <sys/resource.h>

#include <chrono>
#include <memory>
#include <vector>

#include "bench/bench_main.h"
#include "core/rng.h"
#include "model/engine.h"
#include "model/strict.h"
#include "model/weights/loader.h"

namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

double peak_mb() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

// `shared` tokens that all prompts begin with, then tokens of its own.
model::GenerationRequest make_request(int index, int shared, int own, int new_tokens) {
  model::GenerationRequest request;
  core::Rng common(1);
  core::Rng rng(2, index);
  for (int t = 0; t < shared; ++t) request.prompt.push_back(static_cast<chat::TokenId>(common.integer(100, 40000)));
  for (int t = 0; t < own; ++t) request.prompt.push_back(static_cast<chat::TokenId>(rng.integer(100, 40000)));
  request.params.max_new_tokens = new_tokens;
  return request;
}

std::vector<model::GenerationRequest> make_requests(int count, int shared, int own, int new_tokens) {
  std::vector<model::GenerationRequest> requests;
  for (int i = 0; i < count; ++i) requests.push_back(make_request(i, shared, own, new_tokens));
  return requests;
}

// New tokens a second from the second token of each sequence on: the first comes out of the prompt's pass.
double decode_rate(model::Engine& engine, int count, int prompt, int new_tokens) {
  engine.generate(make_requests(count, 0, prompt, new_tokens), {});
  return static_cast<double>(engine.stats().new_tokens - count) / engine.stats().decode_s;
}

double prefill_rate(model::Engine& engine) {
  engine.generate(make_requests(8, 0, 512, 1), {});
  return static_cast<double>(engine.stats().prefilled_tokens) / engine.stats().prefill_s;
}

double eval_rate(model::Engine& engine) {
  const auto start = Clock::now();
  engine.generate(make_requests(32, 250, 350, 64), {});
  return 32 / seconds_since(start);
}

core::Dict run(const bench::Options& options) {
  const model::StrictNumerics strict(options.strict);
  const auto start = Clock::now();
  const auto transformer =
      std::make_shared<const model::Transformer>(model::load_transformer(options.model, options.type, options.weights));
  core::Dict result;
  if (options.load_only) {
    result["load_s"] = seconds_since(start);
  } else {
    model::Engine engine(transformer, {});
    decode_rate(engine, 2, 40, 8);  // warm up
    result["single_tokens"] = decode_rate(engine, 1, 64, 128);
    result["batch32_tokens"] = decode_rate(engine, 32, 256, 32);
    result["prefill_tokens"] = prefill_rate(engine);
    result["eval_samples"] = eval_rate(engine);
  }
  result["peak_mb"] = peak_mb();
  return result;
}

}  // namespace

int main(int argc, char** argv) {
  return bench::run_main(argc, argv, run);
}
