#include "model/device/executor.h"

#include <ATen/Parallel.h>

#include <algorithm>

#include "core/error.h"
#include "core/log.h"
#include "model/sampler.h"

namespace model {

using kernels::kKvBlockTokens;

namespace {

// For a cache of `blocks` blocks.
cuda::StepLimits limits_of(const ModelConfig& config, int64_t blocks, const EngineOptions& options) {
  cuda::StepLimits limits;
  limits.rows = cuda::Forward::padded_rows(static_cast<int>(options.max_batch));
  limits.prompts = static_cast<int>(options.max_batch);
  limits.tokens = static_cast<int>(options.step_tokens);
  limits.context = static_cast<int>(std::min(config.context_length, blocks * kKvBlockTokens));
  limits.stride = static_cast<int>(BlockPool::blocks_for(limits.context));
  return limits;
}

cuda::StepMemory memory_of(const ModelConfig& config, const DeviceCache& cache, const DeviceRows& rows, void* inputs,
                           void* results) {
  cuda::StepMemory memory;
  for (int64_t i = 0; i < config.layers; ++i) memory.kv.push_back(cache.layer(i));
  memory.tables = rows.tables();
  memory.inputs = inputs;
  memory.results = results;
  memory.occurrences = rows.occurrences();
  return memory;
}

int32_t flat_slot(std::span<const int32_t> blocks, int64_t position) {
  return static_cast<int32_t>(blocks[static_cast<size_t>(position / kKvBlockTokens)] * kKvBlockTokens +
                              position % kKvBlockTokens);
}

bool has_penalties(const SamplingParams& params) {
  return params.repetition_penalty != 1 || params.presence_penalty != 0 || params.frequency_penalty != 0;
}

cuda::RowSampling row_sampling(const SamplingParams& params) {
  cuda::RowSampling row;
  row.seed = params.seed;
  row.temperature = params.temperature;
  row.top_p = params.top_p;
  row.min_p = params.min_p;
  row.repetition_penalty = params.repetition_penalty;
  row.presence_penalty = params.presence_penalty;
  row.frequency_penalty = params.frequency_penalty;
  row.top_k = params.top_k;
  return row;
}

}  // namespace

DeviceExecutor::DeviceExecutor(std::shared_ptr<const Transformer> model, std::unique_ptr<cuda::Runtime> runtime,
                               const EngineOptions& options)
    : model_(std::move(model)),
      runtime_(std::move(runtime)),
      weights_(*runtime_, *model_),
      cache_(*runtime_, model_->config(), options.kv_tokens),
      limits_(limits_of(model_->config(), cache_.block_count(), options)),
      rows_(*runtime_, limits_, static_cast<int>(model_->config().vocab)),
      device_inputs_(*runtime_, cuda::StepInputs(nullptr, limits_).bytes),
      host_inputs_(cuda::pinned<unsigned char>(*runtime_, device_inputs_.count())),
      device_results_(*runtime_, cuda::StepResults(nullptr, limits_).bytes),
      host_results_(cuda::pinned<unsigned char>(*runtime_, device_results_.count())),
      inputs_(host_inputs_.get(), limits_),
      results_(host_results_.get(), limits_),
      forward_(*runtime_, device_shape(model_->config()), weights_.pointers(*model_), limits_,
               memory_of(model_->config(), cache_, rows_, device_inputs_.get(), device_results_.get())) {}

DeviceExecutor::~DeviceExecutor() {
  try {
    runtime_->wait();  // what is freed now may be in use
  } catch (const core::Error& error) {
    core::log_warning("{}", error.what());
  }
}

std::vector<SampledToken> DeviceExecutor::execute(const Step& step) {
  const Pass pass = prepare(step);
  const auto* end = reinterpret_cast<const unsigned char*>(inputs_.biases + pass.biases);
  runtime_->upload({device_inputs_.get(), host_inputs_.get(), static_cast<size_t>(end - host_inputs_.get())});
  forward_.enqueue(pass.rows, pass.tokens, pass.runs);
  download(pass);
  runtime_->wait();
  return collect(pass);
}

// Writes what the device is to know of the step, into memory that it has done with: the last pass was waited for.
DeviceExecutor::Pass DeviceExecutor::prepare(const Step& step) {
  std::vector<const StepRun*> sampled;
  for (const StepRun& run : step.runs) {
    FR_CHECK(run.sampling != nullptr || !run.decodes, "a token that nobody wants one after");
    if (run.sampling != nullptr) sampled.push_back(&run);
  }
  const std::vector<int> rows = rows_.assign(sampled);
  Pass pass;
  pass.rows = static_cast<int>(sampled.size());
  if (std::ranges::all_of(step.runs, &StepRun::decodes)) pass.rows = cuda::Forward::padded_rows(pass.rows);
  for (int row = 0; row < pass.rows; ++row) clear_row(row);
  for (const StepRun& run : step.runs) {
    const size_t index = pass.sampling.size();
    if (!run.decodes) write_prompt(step, run, run.sampling == nullptr ? -1 : rows[index], pass);
    if (run.sampling != nullptr) write_row(step, pass.sampling.emplace_back(Sampling{&run, rows[index]}), pass);
  }
  return pass;
}

void DeviceExecutor::clear_row(int row) {
  inputs_.tokens[row] = inputs_.slots[row] = inputs_.generated[row] = inputs_.logit_tokens[row] = -1;
  inputs_.positions[row] = inputs_.lengths[row] = inputs_.max_new[row] = 0;
  std::fill_n(inputs_.stop_ids + row * cuda::kStopIds, cuda::kStopIds, -1);
  inputs_.params[row] = {};
}

void DeviceExecutor::write_row(const Step& step, Sampling& sampling, Pass& pass) {
  const StepRun& run = *sampling.run;
  const SamplingParams& params = *run.sampling;
  const int row = sampling.row;
  const int64_t position = run.first_position + run.end - run.begin - 1;
  rows_.set_table(row, run.blocks);
  inputs_.positions[row] = static_cast<int32_t>(position);
  if (run.decodes) {
    inputs_.tokens[row] = step.tokens[static_cast<size_t>(run.begin)];
    inputs_.slots[row] = flat_slot(run.blocks, position);
    inputs_.lengths[row] = static_cast<int32_t>(position + 1);
    inputs_.logit_tokens[row] = row;
  }
  const auto biases = static_cast<int>(params.logit_bias.size());
  sampling.by_host = params.ranked >= 0 || params.constraint != nullptr || pass.biases + biases > cuda::kBiases;
  if (sampling.by_host) {
    rows_.forget_occurrences(row);
    return;
  }
  if (has_penalties(params)) rows_.set_occurrences(row, run.history);
  inputs_.generated[row] = static_cast<int32_t>(run.history.generated.size());
  inputs_.max_new[row] = params.max_new_tokens;
  const size_t stops = std::min<size_t>(params.stop_ids.size(), cuda::kStopIds);
  std::copy_n(params.stop_ids.begin(), stops, inputs_.stop_ids + row * cuda::kStopIds);
  inputs_.params[row] = row_sampling(params);
  inputs_.params[row].bias_begin = pass.biases;
  inputs_.params[row].bias_count = biases;
  for (const LogitBias& bias : params.logit_bias) inputs_.biases[pass.biases++] = {bias.id, bias.bias};
}

// `row`: of the sequence, where the prompt ends in this pass; else -1.
void DeviceExecutor::write_prompt(const Step& step, const StepRun& run, int row, Pass& pass) {
  const auto begin = static_cast<int32_t>(pass.rows + pass.tokens), count = static_cast<int32_t>(run.end - run.begin);
  const int table = row < 0 ? rows_.set_prompt_table(pass.runs, run.blocks) : row;
  inputs_.runs[pass.runs++] = {begin, count, static_cast<int32_t>(run.first_position), table};
  for (int32_t i = 0; i < count; ++i) {
    const int64_t position = run.first_position + i;
    inputs_.tokens[begin + i] = step.tokens[static_cast<size_t>(run.begin + i)];
    inputs_.positions[begin + i] = static_cast<int32_t>(position);
    inputs_.slots[begin + i] = flat_slot(run.blocks, position);
  }
  pass.tokens += count;
  if (row >= 0) inputs_.logit_tokens[row] = begin + count - 1;
}

void DeviceExecutor::download(const Pass& pass) {
  if (pass.rows == 0) return;
  runtime_->download({host_results_.get(), device_results_.get(), results_.bytes});
  const auto vocab = static_cast<size_t>(config().vocab);
  size_t rows = 0;
  for (const Sampling& sampling : pass.sampling) rows += sampling.by_host ? 1 : 0;
  if (rows * vocab > host_logits_.count()) host_logits_ = cuda::pinned<float>(*runtime_, rows * vocab);
  float* to = host_logits_.get();
  for (const Sampling& sampling : pass.sampling) {
    if (!sampling.by_host) continue;
    runtime_->download({to, forward_.logits() + static_cast<size_t>(sampling.row) * vocab, vocab * sizeof(float)});
    to += vocab;
  }
}

std::vector<SampledToken> DeviceExecutor::collect(const Pass& pass) const {
  std::vector<SampledToken> tokens(pass.sampling.size());
  std::vector<size_t> by_host;
  for (size_t i = 0; i < tokens.size(); ++i) {
    const Sampling& sampling = pass.sampling[i];
    if (sampling.by_host) {
      by_host.push_back(i);
      continue;
    }
    tokens[i].id = results_.tokens[sampling.row];
    tokens[i].logp = results_.logps[sampling.row];
    if (tokens[i].id < 0) throw not_finite();
  }
  const auto vocab = static_cast<size_t>(config().vocab);
  at::parallel_for(0, static_cast<int64_t>(by_host.size()), 1, [&](int64_t begin, int64_t end) {
    for (auto k = static_cast<size_t>(begin); k < static_cast<size_t>(end); ++k) {
      const StepRun& run = *pass.sampling[by_host[k]].run;
      tokens[by_host[k]] = sample({host_logits_.get() + k * vocab, vocab}, *run.sampling, run.history);
    }
  });
  return tokens;
}

std::unique_ptr<Engine> make_device_engine(const std::shared_ptr<const Transformer>& model,
                                           std::unique_ptr<cuda::Runtime> runtime, const EngineOptions& options) {
  const ModelConfig& config = model->config();
  const int64_t least = std::min(checked(options).kv_tokens, config.context_length);
  const cuda::StepLimits limits = limits_of(config, BlockPool::blocks_for(least), options);
  cuda::Forward::check(device_shape(config), limits);  // before gigabytes are moved
  const size_t taken = DeviceWeights::bytes(*model) + cuda::Forward::workspace_bytes(device_shape(config), limits);
  // Some of it is left for what is not counted: libraries, tables, graphs.
  const size_t free = runtime->free_bytes() / 20 * 19;
  const auto fits = static_cast<int64_t>(free > taken ? (free - taken) / DeviceCache::token_bytes(config) : 0);
  EngineOptions fitting = options;
  fitting.kv_tokens = std::max(least, std::min(options.kv_tokens, fits));
  if (fitting.kv_tokens < options.kv_tokens) {
    core::log_info("the GPU has room for a cache of {} tokens; {} were asked for", fitting.kv_tokens,
                   options.kv_tokens);
  }
  return std::make_unique<Engine>(std::make_unique<DeviceExecutor>(model, std::move(runtime), fitting), fitting);
}

}  // namespace model
