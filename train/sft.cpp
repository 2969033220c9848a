#include "train/sft.h"

#include <ATen/Parallel.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <memory>
#include <optional>
#include <thread>

#include "chat/model_template.h"
#include "core/config.h"
#include "core/error.h"
#include "core/log.h"
#include "core/progress.h"
#include "model/kernels/isa.h"
#include "model/weights/loader.h"
#include "train/checkpoint.h"
#include "train/data/order.h"
#include "train/metrics.h"
#include "train/run_dir.h"
#include "train/schedule.h"
#include "train/sft_step.h"

namespace train {
namespace {

namespace fs = std::filesystem;

core::Error unknown_value(std::string_view key, const std::string& value, std::string_view known) {
  return core::usage_error(core::format("{}: unknown value \"{}\"", key, value), core::format("known: {}", known));
}

Learn parse_loss_on(const std::string& name) {
  if (name == "all_assistant") return Learn::all_replies;
  if (name == "last_assistant") return Learn::last_reply;
  if (name == "each_assistant") return Learn::each_reply;
  throw unknown_value("loss_on", name, "all_assistant, last_assistant, each_assistant");
}

at::ScalarType parse_dtype(const std::string& name) {
  using model::kernels::Isa;
  if (name == "fp32") return at::kFloat;
  if (name == "bf16") return at::kBFloat16;
  if (name != "auto") throw unknown_value("dtype", name, "auto, fp32, bf16");
  const bool fast = model::kernels::has_bf16_tiles() || model::kernels::best_isa() == Isa::avx512_bf16;
  return fast ? at::kBFloat16 : at::kFloat;
}

void validate(const SftConfig& config) {
  if (config.model.empty()) throw core::usage_error("model: not set", "name a Hugging Face directory or a .gguf file");
  if (config.data.empty()) throw core::usage_error("data: not set", "name one or more JSONL files");
  if (config.too_long != "error" && config.too_long != "skip") {
    throw unknown_value("too_long", config.too_long, "error, skip");
  }
  for (const auto& [key, value, least] : {std::tuple{"epochs", config.epochs, 1},
                                          {"batch_samples", config.batch_samples, 1},
                                          {"shuffle_block", config.shuffle_block, 1},
                                          {"micro_batch_tokens", config.micro_batch_tokens, 1},
                                          {"steps", config.steps, 0},
                                          {"max_length", config.max_length, 0},
                                          {"threads", config.threads, 0},
                                          {"log_every", config.log_every, 1},
                                          {"checkpoint_every", config.checkpoint_every, 0},
                                          {"keep_checkpoints", config.keep_checkpoints, 0}}) {
    if (value < least) throw core::usage_error(core::format("{}: {} is less than {}", key, value, least));
  }
}

AdamWOptions adamw_options(const OptimizerConfig& config, const model::ParameterLayout& layout) {
  AdamWOptions options;
  options.beta1 = config.beta1;
  options.beta2 = config.beta2;
  options.epsilon = config.epsilon;
  options.weight_decay = config.weight_decay;
  options.clip_norm = config.clip_norm;
  options.decayed = config.decay_norms_and_biases ? layout.size() : layout.matrix_size();
  return options;
}

// Model and optimiser, at the start or as a checkpoint left them.
struct Trainee {
  std::unique_ptr<model::Transformer> transformer;
  std::unique_ptr<AdamW> optimizer;
};

Trainee make_trainee(const SftConfig& config, const CheckpointStore& store, std::optional<int64_t> resumed) {
  const at::ScalarType dtype = parse_dtype(config.dtype);
  const fs::path source = resumed ? store.path(*resumed) : fs::path(config.model);
  model::LoadedWeights weights = model::load_weights(source, at::kFloat);
  at::Tensor masters;
  if (dtype != at::kFloat) {
    masters = weights.flat;
    weights.flat = masters.to(dtype);
  }
  Trainee trainee;
  trainee.transformer = std::make_unique<model::Transformer>(weights.config, std::move(weights.flat));
  trainee.transformer->enable_gradients();
  trainee.optimizer =
      std::make_unique<AdamW>(trainee.transformer->flat_values(), trainee.transformer->flat_gradients(),
                              adamw_options(config.optimizer, trainee.transformer->layout()), std::move(masters));
  if (resumed) store.restore(*resumed, trainee.transformer->layout(), *trainee.optimizer);
  return trainee;
}

// The last checkpoint's state, checked against the config and the data of this call.
std::optional<TrainerState> find_state(const SftConfig& config, const CheckpointStore& store) {
  const std::vector<int64_t> steps = store.steps();
  if (steps.empty()) return std::nullopt;
  if (!config.resume) {
    throw core::usage_error(core::format("run_dir {} holds a run (step {})", config.run_dir, steps.back()),
                            "set resume: true to continue it, or use another run_dir");
  }
  TrainerState state = store.load_state(steps.back());
  if (const auto difference = config_difference(state.config, core::config_to_dict(config))) {
    throw core::usage_error(core::format("run_dir {} holds a run with another config: {} was {}, now {}",
                                         config.run_dir, difference->key, difference->before, difference->now),
                            "set it back to continue that run, or use another run_dir");
  }
  return state;
}

class SftRun {
 public:
  explicit SftRun(const SftConfig& config)
      : config_(config), run_dir_(config.run_dir), store_(config.run_dir), loss_(make_loss(config.loss)) {}

  SftResult run() {
    const std::optional<TrainerState> found = find_state(config_, store_);
    run_dir_.open_log(core::config_to_dict(config_));
    at::set_num_threads(config_.threads > 0 ? static_cast<int>(config_.threads)
                                            : static_cast<int>(std::max(1U, std::thread::hardware_concurrency())));
    load_data();
    start(found);
    if (state_.step < state_.total_steps) train();
    result_.steps = state_.step;
    result_.loss = state_.loss;
    result_.checkpoint = store_.path(state_.step);
    return result_;
  }

 private:
  void load_data() {
    const chat::Tokenizer tokenizer = chat::Tokenizer::from_model(config_.model);
    const auto renderer = chat::renderer_for_model(config_.model, config_.renderer);
    const int64_t context = model::load_config(config_.model).context_length;
    if (config_.max_length > context) {
      throw core::usage_error(
          core::format("max_length: {} is more than the model's context, {}", config_.max_length, context));
    }
    SampleOptions options;
    options.files.assign(config_.data.begin(), config_.data.end());
    options.learn = parse_loss_on(config_.loss_on);
    options.max_length = config_.max_length > 0 ? config_.max_length : context;
    options.skip_too_long = config_.too_long == "skip";
    set_ = load_samples(options, *renderer, tokenizer);
    tokenizer_files_ = tokenizer.hf_files();
    core::log_info("{} samples, {} supervised tokens, {} skipped as longer than {} tokens", set_.samples.size(),
                   set_.supervised_tokens, set_.skipped_too_long, options.max_length);
  }

  void start(const std::optional<TrainerState>& found) {
    const auto samples = static_cast<int64_t>(set_.samples.size());
    total_samples_ = config_.steps > 0 ? config_.steps * config_.batch_samples : config_.epochs * samples;
    state_.total_steps = (total_samples_ + config_.batch_samples - 1) / config_.batch_samples;
    state_.data_fingerprint = set_.fingerprint;
    state_.config = core::config_to_dict(config_);
    state_.threads = at::get_num_threads();
    if (found) {
      if (found->data_fingerprint != set_.fingerprint) {
        throw core::data_error(core::format("data: not the samples that the run in {} was trained on", config_.run_dir),
                               "restore the data files to continue that run, or use another run_dir");
      }
      state_.step = found->step;
      state_.cursor = found->cursor;
      state_.loss = found->loss;
      core::log_info("continuing {} after step {} of {}", config_.run_dir, state_.step, state_.total_steps);
      if (found->threads != state_.threads) {
        core::log_warning("{} threads, {} before: the result may differ in the last bits", state_.threads,
                          found->threads);
      }
      if (state_.step >= state_.total_steps) return;
    }
    trainee_ = make_trainee(config_, store_, found ? std::optional(found->step) : std::nullopt);
    core::log_info("loss {}: {}", config_.loss.name, loss_.description);
    core::log_info("{} parameters in {}, {} steps of {} samples, {} threads",
                   core::format_count(static_cast<double>(trainee_.transformer->layout().parameter_count())),
                   trainee_.transformer->dtype() == at::kFloat ? "fp32" : "bf16", state_.total_steps,
                   config_.batch_samples, state_.threads);
  }

  SampleOrder sample_order() const {
    return {sibling_blocks(set_.samples, static_cast<size_t>(config_.shuffle_block)),
            static_cast<size_t>(config_.batch_samples), static_cast<uint64_t>(config_.seed)};
  }

  // Input tokens of the samples drawn at [begin, end).
  int64_t count_tokens(int64_t begin, int64_t end) const {
    SampleOrder order = sample_order();
    int64_t tokens = 0;
    for (int64_t cursor = begin; cursor < end; ++cursor) {
      tokens += static_cast<int64_t>(set_.samples[order.at(cursor)].input_length());
    }
    return tokens;
  }

  void train() {
    const Schedule schedule = make_schedule(config_.optimizer, state_.total_steps);
    SampleOrder order = sample_order();
    MetricsLog metrics(config_.run_dir, state_.step);
    const int64_t before = count_tokens(0, state_.cursor);
    core::Progress progress("training", before + count_tokens(state_.cursor, total_samples_), "tokens");
    progress.skip(before);
    int64_t saved = state_.step;
    while (state_.step < state_.total_steps && !core::interrupted()) {
      const StepMetrics step = train_step(order, schedule);
      if (step.step % config_.log_every == 0 || step.step == state_.total_steps) metrics.write(step);
      progress.add(step.tokens, core::format("step {}/{} loss {.4}", step.step, state_.total_steps, step.loss));
      if (config_.checkpoint_every > 0 && step.step % config_.checkpoint_every == 0) saved = save();
    }
    progress.finish();
    if (saved != state_.step) save();
    result_.interrupted = state_.step < state_.total_steps;
  }

  StepMetrics train_step(SampleOrder& order, const Schedule& schedule) {
    const auto began = std::chrono::steady_clock::now();
    const int64_t count = std::min(config_.batch_samples, total_samples_ - state_.cursor);
    std::vector<const Sample*> samples;
    for (const size_t index : order.take(state_.cursor, count)) samples.push_back(&set_.samples[index]);
    PackingOptions packing;
    packing.micro_batch_tokens = config_.micro_batch_tokens;
    packing.share_prefixes = config_.share_prefixes;
    const StepResult done = accumulate_gradients(*trainee_.transformer, loss_, samples, packing);
    StepMetrics metrics;
    metrics.learning_rate = schedule.rate(state_.step);
    metrics.grad_norm = trainee_.optimizer->step(metrics.learning_rate);
    if (!std::isfinite(done.loss) || !std::isfinite(metrics.grad_norm)) {
      throw core::data_error(core::format("step {}: loss {} with gradient norm {}: training has diverged",
                                          state_.step + 1, done.loss, metrics.grad_norm),
                             "lower optimizer.learning_rate; the checkpoints written so far are whole");
    }
    state_.step += 1;
    state_.cursor += count;
    state_.loss = done.loss;
    metrics.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
    metrics.step = state_.step;
    metrics.epoch = static_cast<double>(state_.cursor) / static_cast<double>(set_.samples.size());
    metrics.loss = done.loss;
    metrics.tokens = done.tokens;
    metrics.computed_tokens = done.computed_tokens;
    metrics.supervised_tokens = done.supervised_tokens;
    metrics.tokens_per_s = static_cast<double>(done.tokens) / metrics.seconds;
    result_.tokens += done.tokens;
    result_.computed_tokens += done.computed_tokens;
    result_.seconds += metrics.seconds;
    return metrics;
  }

  int64_t save() {
    CheckpointStore::SaveOptions options;
    options.optimizer = config_.save_optimizer || state_.step < state_.total_steps;
    options.keep = config_.keep_checkpoints;
    options.files = tokenizer_files_;
    store_.save(state_, *trainee_.transformer, *trainee_.optimizer, options);
    return state_.step;
  }

  SftConfig config_;
  RunDir run_dir_;
  CheckpointStore store_;
  Loss loss_;
  SampleSet set_;
  std::vector<std::pair<std::string, std::string>> tokenizer_files_;
  int64_t total_samples_ = 0;
  TrainerState state_;
  Trainee trainee_;
  SftResult result_;
};

}  // namespace

SftResult run_sft(const SftConfig& config) {
  validate(config);
  return SftRun(config).run();
}

}  // namespace train
