// The engine on a GPU, with random weights in the shape of a model. Checks that decoding and prefilling agree, then
// times decoding at a context of about 1024 tokens, with graphs and without. Prints a table, then one JSON object a
// line. Fails where the check does.
//   bench_device_engine [--model FOLDER with a config.json] [--quick]
// `limit` is what reading weights and keys and values once a step takes at 4.8 TB/s.
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "core/error.h"
#include "core/json.h"
#include "core/rng.h"
#include "model/device/executor.h"
#include "model/weights/loader.h"

namespace {

using Clock = std::chrono::steady_clock;

constexpr double kBandwidth = 4.8e12;  // H200's datasheet, bytes/s
constexpr int kPrompt = 960;
constexpr int kNew = 128;
constexpr double kMostApart = 0.1;  // log-probs of decoding and of prefilling: some roundings of bf16

double seconds(Clock::duration time) {
  return std::chrono::duration<double>(time).count();
}

// Normal values, the same 16 M over and over, in a distance that is no multiple of any width; norms of one.
std::shared_ptr<const model::Transformer> random_model(const model::ModelConfig& config) {
  at::manual_seed(1);
  const model::ParameterLayout layout(config);
  const at::Tensor tile = (at::randn({(1 << 24) + 1}) * 0.02).to(at::kBFloat16);
  const at::Tensor flat = at::ones({layout.size()}, at::kBFloat16);
  for (int64_t begin = 0; begin < layout.matrix_size(); begin += tile.size(0)) {
    const int64_t count = std::min(tile.size(0), layout.matrix_size() - begin);
    flat.narrow(0, begin, count).copy_(tile.narrow(0, 0, count));
  }
  return std::make_shared<const model::Transformer>(config, flat);
}

std::vector<model::GenerationRequest> requests(int count, int prompt, int new_tokens, int64_t vocab) {
  std::vector<model::GenerationRequest> all(static_cast<size_t>(count));
  for (size_t i = 0; i < all.size(); ++i) {
    core::Rng rng(3, i);
    for (int t = 0; t < prompt; ++t) {
      all[i].prompt.push_back(static_cast<chat::TokenId>(rng.index(static_cast<size_t>(vocab))));
    }
    all[i].params.max_new_tokens = new_tokens;
  }
  return all;
}

model::EngineOptions options(int batch) {
  const int64_t tokens = (kPrompt + kNew + 32) * static_cast<int64_t>(batch);
  return {.max_batch = batch, .kv_tokens = tokens, .step_tokens = 8192, .share_prefixes = false};
}

// Largest difference of log-probs between decoding some tokens and prefilling all before each of them.
core::Dict agreement(const std::shared_ptr<const model::Transformer>& transformer) {
  const auto engine = model::make_device_engine(transformer, model::cuda::open_gpu(), options(8));
  const std::vector<model::GenerationRequest> decoding = requests(4, 500, 40, transformer->config().vocab);
  const std::vector<model::Completion> decoded = engine->generate(decoding, {});
  std::vector<model::GenerationRequest> prefilling;
  std::vector<std::pair<size_t, size_t>> places;
  for (size_t i = 0; i < decoding.size(); ++i) {
    for (const size_t t : {1U, 7U, 12U, 31U, 39U}) {
      model::GenerationRequest& request = prefilling.emplace_back(decoding[i]);
      const auto first = decoded[i].tokens.begin();
      request.prompt.insert(request.prompt.end(), first, first + static_cast<std::ptrdiff_t>(t));
      request.params.max_new_tokens = 1;
      places.emplace_back(i, t);
    }
  }
  const std::vector<model::Completion> prefilled = engine->generate(prefilling, {});
  double worst = 0;
  int64_t other_tokens = 0;
  for (size_t k = 0; k < places.size(); ++k) {
    const auto [i, t] = places[k];
    other_tokens += prefilled[k].tokens[0] == decoded[i].tokens[t] ? 0 : 1;
    worst = std::max(worst, std::abs(static_cast<double>(prefilled[k].logp[0] - decoded[i].logp[t])));
  }
  return {{"check", "decode = prefill"},
          {"compared", static_cast<int64_t>(places.size())},
          {"other_tokens", other_tokens},
          {"worst_logp_difference", worst},
          {"holds", worst < kMostApart}};
}

// New tokens a second while all sequences decode.
core::Dict decode(const std::shared_ptr<const model::Transformer>& transformer, int batch, bool graphs) {
  const model::ModelConfig& config = transformer->config();
  const model::EngineOptions with = options(batch);
  auto executor = std::make_unique<model::DeviceExecutor>(transformer, model::cuda::open_gpu(), with);
  executor->forward().graphs = graphs;
  model::Engine engine(std::move(executor), with);
  engine.generate(requests(batch, 40, 8, config.vocab), {});  // warms up, and captures
  std::vector<int> tokens(static_cast<size_t>(batch));
  int begun = 0;
  bool over = false;
  int64_t counted = 0;
  Clock::time_point start, end;
  model::GenerationCallbacks callbacks;
  callbacks.on_token = [&](size_t place, const model::SampledToken&) {
    if (++tokens[place] == 1 && ++begun == batch) {
      start = Clock::now();
      return;
    }
    over = over || tokens[place] == kNew;
    if (begun < batch || over) return;
    ++counted;
    end = Clock::now();
  };
  engine.generate(requests(batch, kPrompt, kNew, config.vocab), callbacks);
  const double rate = static_cast<double>(counted) / seconds(end - start);
  const double weights = 2.0 * static_cast<double>(transformer->layout().parameter_count());
  const double cache = static_cast<double>(model::DeviceCache::token_bytes(config)) * batch * (kPrompt + kNew / 2.0);
  const double limit = batch / ((weights + cache) / kBandwidth);
  std::printf("decode, batch %3d, %-14s %10.1f tokens/s, %5.1f %% of the limit\n", batch,
              graphs ? "graphs" : "plain launches", rate, 100 * rate / limit);
  return {{"benchmark", "decode in the engine"},
          {"batch", static_cast<int64_t>(batch)},
          {"graphs", graphs},
          {"tokens_s", rate},
          {"share_of_limit", rate / limit}};
}

int run(int argc, char** argv) {
  std::string folder = "configs/models/Qwen3-4B";
  bool quick = false;
  for (int i = 1; i < argc; ++i) {
    const std::string name = argv[i];
    if (name == "--quick") quick = true;
    if (name == "--model" && i + 1 < argc) folder = argv[i + 1];
  }
  const at::NoGradGuard no_grad;
  model::cuda::open_gpu();  // says so at once where there is none
  const auto transformer = random_model(model::load_config(folder));
  std::vector<core::Dict> lines = {agreement(transformer)};
  std::printf("decode = prefill: log-probs differ by %.4f at most\n", lines[0].at("worst_logp_difference").as_double());
  for (const int batch : quick ? std::vector{1, 64} : std::vector{1, 16, 64, 256}) {
    for (const bool graphs : {true, false}) lines.push_back(decode(transformer, batch, graphs));
  }
  const bool holds = lines[0].at("holds").as_bool();
  for (core::Dict& line : lines) std::printf("%s\n", core::dump_json(core::Value(std::move(line))).c_str());
  return holds ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(argc, argv);
  } catch (const core::Error& error) {
    std::fprintf(stderr, "error: %s\n", error.what());
    return error.exit_code();
  }
}
