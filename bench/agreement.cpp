// How far the sampler's log-probs are from those of the training forward with the same weights; prints one JSON object.
//   tokens                sampled tokens compared: two samples of each of 24 prompts (build/parity/generation), at
//                         temperature 1
//   mean, p50, p99, max   |difference| of a token's log-prob
//   equal                 share of tokens with the same bits
//   decode_tokens         new tokens/s, prefill included
//   train_tokens          tokens/s of the training forward
// --batch: sequences that are sampled at the same time (32). --strict: with strict numerics (model/strict.h). --dtype
// and --threads as everywhere.
#include <algorithm>
#include <chrono>
#include <filesystem>
#include <memory>
#include <vector>

#include "bench/bench_main.h"
#include "model/attention.h"
#include "model/batch.h"
#include "model/engine.h"
#include "model/strict.h"
#include "model/token_stats.h"
#include "model/weights/loader.h"

namespace {

using Clock = std::chrono::steady_clock;
using Ids = std::vector<chat::TokenId>;

constexpr int kSamples = 2;     // of a prompt
constexpr int kNewTokens = 64;  // of a sample

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

std::vector<model::GenerationRequest> make_requests() {
  const std::filesystem::path path = std::filesystem::path(FR_PARITY_DIR) / "generation/smollm2.json";
  std::vector<model::GenerationRequest> requests;
  const core::Value file = core::read_json_file(path);
  for (const core::Value& value : file.at("cases").as_list()) {
    model::GenerationRequest request;
    for (const core::Value& id : value.at("prompt").as_list())
      request.prompt.push_back(static_cast<chat::TokenId>(id.as_int()));
    request.params.max_new_tokens = kNewTokens;
    request.params.temperature = 1;
    for (int i = 0; i < kSamples; ++i) {
      request.params.seed = requests.size();
      requests.push_back(request);
    }
  }
  return requests;
}

// Log-probs of the samples of one prompt, packed as the trainer packs them: the prompt once.
std::vector<float> trained_logp(const model::Transformer& transformer, const Ids& prompt,
                                std::span<const model::Completion> samples) {
  std::vector<int64_t> tokens(prompt.begin(), prompt.end()), positions, rows, targets;
  model::PackedBatch batch;
  const auto prompt_size = static_cast<int64_t>(prompt.size());
  for (int64_t i = 0; i < prompt_size; ++i) positions.push_back(i);
  batch.sequences.push_back({0, prompt_size, -1});
  for (const model::Completion& sample : samples) {
    const auto begin = static_cast<int64_t>(tokens.size());
    for (size_t t = 0; t < sample.tokens.size(); ++t) {
      rows.push_back(t == 0 ? prompt_size - 1 : begin + static_cast<int64_t>(t) - 1);
      targets.push_back(sample.tokens[t]);
      tokens.push_back(sample.tokens[t]);
      positions.push_back(prompt_size + static_cast<int64_t>(t));
    }
    batch.sequences.push_back({begin, static_cast<int64_t>(tokens.size()), 0});
  }
  batch.tokens_T = at::tensor(tokens, at::kLong);
  batch.positions_T = at::tensor(positions, at::kLong);
  model::PackedAttention attention(batch);
  const at::Tensor hidden_TD = transformer.forward(batch.tokens_T, batch.positions_T, attention);
  const at::Tensor logp_N = model::token_stats(hidden_TD.index_select(0, at::tensor(rows, at::kLong)),
                                               transformer.output_matrix(), at::tensor(targets, at::kLong))
                                .logp_N.detach()
                                .contiguous();
  return {logp_N.const_data_ptr<float>(), logp_N.const_data_ptr<float>() + logp_N.numel()};
}

core::Dict run(const bench::Options& options) {
  const model::StrictNumerics strict(options.strict);
  const auto transformer = std::make_shared<model::Transformer>(model::load_transformer(options.model, options.type));
  const std::vector<model::GenerationRequest> requests = make_requests();
  model::EngineOptions engine_options;
  engine_options.max_batch = options.batch;
  model::Engine engine(transformer, engine_options);
  auto start = Clock::now();
  const std::vector<model::Completion> completions = engine.generate(requests, {});
  const double decode_s = seconds_since(start);

  transformer->enable_gradients();  // the forward pass that training runs
  std::vector<double> errors;
  int64_t equal = 0;
  int64_t trained = 0;
  start = Clock::now();
  for (size_t i = 0; i < requests.size(); i += kSamples) {
    const std::span<const model::Completion> samples = std::span(completions).subspan(i, kSamples);
    const std::vector<float> logp = trained_logp(*transformer, requests[i].prompt, samples);
    trained += static_cast<int64_t>(requests[i].prompt.size() + logp.size());
    size_t next = 0;
    for (const model::Completion& sample : samples) {
      for (const float sampled : sample.logp) {
        const float expected = logp[next++];
        if (sampled == expected) ++equal;
        errors.push_back(std::abs(static_cast<double>(sampled) - static_cast<double>(expected)));
      }
    }
  }
  const double train_s = seconds_since(start);

  const auto count = static_cast<double>(errors.size());
  core::Dict result;
  result["tokens"] = static_cast<int64_t>(errors.size());
  double sum = 0;
  for (const double error : errors) sum += error;
  std::ranges::sort(errors);
  result["mean"] = sum / count;
  result["p50"] = errors[errors.size() / 2];
  result["p99"] = errors[errors.size() * 99 / 100];
  result["max"] = errors.back();
  result["equal"] = static_cast<double>(equal) / count;
  result["decode_tokens"] = count / decode_s;
  result["train_tokens"] = static_cast<double>(trained) / train_s;
  return result;
}

}  // namespace

int main(int argc, char** argv) {
  return bench::run_main(argc, argv, run);
}
