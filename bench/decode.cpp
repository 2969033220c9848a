// Speed of generation on a real model, its weights plain or quantised (--weights); prints one JSON object.
//   single_tokens         new tokens/s of one sequence: 64 tokens of prompt, 128 new
//   batch32_tokens        new tokens/s of 32 sequences decoding together at a context of 256 and on, 32 new each
//   batch32_1k_tokens     the same at a context of 1,024 and on
//   shared32_1k_tokens    the same, where the first 992 tokens are the same for all
//   prefill_tokens        prompt tokens/s of 8 prompts of 512 tokens
//   shared8_samples       samples/s of 8 samples of one prompt of 1,024 tokens, 32 new each
//   unshared8_samples     the same with every sample's prompt computed and stored for itself
//   NAME_bandwidth_share  bytes of weights and cache that NAME reads, as a share of read_gbps, which this machine can
//   NAME_product_share    multiplications of NAME's matrices as a share of bf16_gflops, which this machine can
//   peak_mb               peak resident memory
// With --strict: the same with strict numerics. With --load-only: load_s (weights to bf16, ready to run) and peak_mb.
// bench/peers/decode_transformers.py and load_transformers.py time the same work.
#include <sys/resource.h>

#include <chrono>
#include <memory>
#include <vector>

#include "bench/bench_main.h"
#include "bench/machine_limits.h"
#include "core/rng.h"
#include "model/engine.h"
#include "model/kv_cache.h"
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

void add_tokens(core::Rng& rng, int count, std::vector<chat::TokenId>& tokens) {
  for (int t = 0; t < count; ++t) tokens.push_back(static_cast<chat::TokenId>(rng.integer(100, 40000)));
}

// Prompts of `shared` tokens that all begin with, then `own` of their own. Other ones every time: what an earlier
// measurement left in the cache must not help.
std::vector<model::GenerationRequest> make_requests(int count, int shared, int own, int new_tokens) {
  static core::Rng rng(1);
  std::vector<chat::TokenId> common;
  add_tokens(rng, shared, common);
  std::vector<model::GenerationRequest> requests(static_cast<size_t>(count));
  for (model::GenerationRequest& request : requests) {
    request.prompt = common;
    add_tokens(rng, own, request.prompt);
    request.params.max_new_tokens = new_tokens;
  }
  return requests;
}

// New tokens a second while all sequences decode, and none prefills: from when the last has its first token until
// new_tokens more of each. Those that began earlier have as many tokens more to go.
double decode_rate(model::Engine& engine, int count, int prompt, int new_tokens, int shared = 0) {
  const int prefill_steps = (shared + count * prompt) / static_cast<int>(model::EngineOptions{}.step_tokens) + 2;
  const size_t wanted = static_cast<size_t>(count) * static_cast<size_t>(new_tokens);
  std::vector<bool> began(static_cast<size_t>(count));
  size_t left = began.size(), tokens = 0;
  Clock::time_point start;
  double seconds = 0;
  model::GenerationCallbacks callbacks;
  callbacks.on_token = [&](size_t request, const model::SampledToken&) {
    if (left == 0 && ++tokens == wanted) seconds = seconds_since(start);
    if (began[request]) return;
    began[request] = true;
    if (--left == 0) start = Clock::now();
  };
  callbacks.cancelled = [&] { return tokens >= wanted; };
  engine.generate(make_requests(count, shared, prompt, new_tokens + prefill_steps), callbacks);
  return static_cast<double>(wanted) / seconds;
}

double prefill_rate(model::Engine& engine) {
  engine.generate(make_requests(8, 0, 512, 1), {});
  return static_cast<double>(engine.stats().prefilled_tokens) / engine.stats().prefill_s;
}

double samples_rate(model::Engine& engine, const std::vector<model::GenerationRequest>& requests) {
  const auto start = Clock::now();
  engine.generate(requests, {});
  return static_cast<double>(requests.size()) / seconds_since(start);
}

// Bytes of the matrices that a new token meets; a tied embedding counts once, as the output.
double matrix_bytes(const model::Transformer& model) {
  if (model.quantised() == nullptr) {
    const double embedding = model.config().tied_head ? 0 : static_cast<double>(model.output_matrix().numel());
    return (static_cast<double>(model.layout().matrix_size()) - embedding) *
           static_cast<double>(c10::elementSize(model.dtype()));
  }
  const auto bytes = [](const model::kernels::QuantisedMatrix& matrix) {
    return static_cast<double>(matrix.strips.numel());
  };
  double sum = bytes(model.quantised()->output);
  for (const model::QuantisedLayer& layer : model.quantised()->layers) {
    sum += bytes(layer.qkv) + bytes(layer.o) + bytes(layer.gate_up) + bytes(layer.down);
  }
  return sum;
}

// Of the layers, without embedding and head.
double layer_parameters(const model::Transformer& model) {
  const model::ModelConfig& config = model.config();
  const double embedding = static_cast<double>(config.vocab * config.width) * (config.tied_head ? 1 : 2);
  return static_cast<double>(model.layout().matrix_size()) - embedding;
}

void add_shares(const model::Transformer& model, core::Dict& result) {
  const double bandwidth = bench::read_gb_per_s() * 1e9, peak = bench::bf16_gflop_per_s() * 1e9;
  const auto token_bytes =
      static_cast<double>(model::KvCache::token_bytes(model.config(), model.dtype(), model::KvForm::plain));
  const auto step_share = [&](const char* rate, double rows, double context) {
    const double step_bytes = matrix_bytes(model) + rows * context * token_bytes;
    return result[rate].as_double() / rows * step_bytes / bandwidth;
  };
  result["single_bandwidth_share"] = step_share("single_tokens", 1, 128);
  result["batch32_bandwidth_share"] = step_share("batch32_tokens", 32, 272);
  result["batch32_1k_bandwidth_share"] = step_share("batch32_1k_tokens", 32, 1040);
  result["read_gbps"] = bandwidth * 1e-9;
  if (peak == 0) return;
  const double layers = layer_parameters(model);
  const double head = static_cast<double>(model.config().vocab * model.config().width);
  result["batch32_product_share"] = 2 * (layers + head) * result["batch32_tokens"].as_double() / peak;
  result["prefill_product_share"] = 2 * layers * result["prefill_tokens"].as_double() / peak;
  result["bf16_gflops"] = peak * 1e-9;
}

core::Dict run(const bench::Options& options) {
  const model::StrictNumerics strict(options.strict);
  const auto start = Clock::now();
  const auto transformer =
      std::make_shared<const model::Transformer>(model::load_transformer(options.model, options.type, options.weights));
  core::Dict result;
  if (options.load_only) {
    result["load_s"] = seconds_since(start);
    result["peak_mb"] = peak_mb();
    return result;
  }
  const auto measure = [&](const char* metric, const auto& rate) {
    if (options.only.empty() || options.only == metric) result[metric] = rate();
  };
  {
    model::Engine engine(transformer, {.kv_tokens = 40960});
    decode_rate(engine, 2, 40, 8);  // warm up
    measure("single_tokens", [&] { return decode_rate(engine, 1, 64, 128); });
    measure("batch32_tokens", [&] { return decode_rate(engine, 32, 256, 32); });
    measure("batch32_1k_tokens", [&] { return decode_rate(engine, 32, 1024, 32); });
    measure("shared32_1k_tokens", [&] { return decode_rate(engine, 32, 32, 32, 992); });
    measure("prefill_tokens", [&] { return prefill_rate(engine); });
    measure("shared8_samples", [&] { return samples_rate(engine, make_requests(8, 1024, 0, 32)); });
    result["peak_mb"] = peak_mb();
    if (options.only.empty()) add_shares(*transformer, result);
  }
  model::Engine alone(transformer, {.share_prefixes = false});
  measure("unshared8_samples", [&] { return samples_rate(alone, make_requests(8, 1024, 0, 32)); });
  return result;
}

}  // namespace

int main(int argc, char** argv) {
  return bench::run_main(argc, argv, run);
}
