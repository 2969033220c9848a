#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>
#include <optional>

#include "app/commands.h"
#include "app/eval_output.h"
#include "app/eval_seeds.h"
#include "app/served_model.h"
#include "core/config.h"
#include "core/error.h"
#include "core/heap.h"
#include "core/log.h"
#include "eval/eval_config.h"
#include "eval/handler.h"
#include "eval/rescore.h"
#include "eval/runner.h"
#include "eval/seeds/seed_runs.h"
#include "eval/served_respondent.h"

namespace app {
namespace {

namespace fs = std::filesystem;
using eval::EvalConfig;

env::bfcl::Dataset open_dataset(const EvalConfig& config) {
  return config.data.empty() ? env::bfcl::Dataset::standard() : env::bfcl::Dataset(config.data);
}

std::string model_name(const EvalConfig& config, const std::string& folder = {}) {
  if (!config.name.empty()) return config.name;
  if (!folder.empty()) return folder;
  if (config.is_served()) return config.endpoint.model;
  const std::string file = fs::path(config.model).filename().string();
  return file.empty() ? "model" : file;
}

// Scores one model's files; returns what keeps them from being scored as a whole, a line each.
std::vector<std::string> score_files(const EvalConfig& config, const eval::ModelFiles& model,
                                     eval::EntryLookup& entries) {
  eval::RescoreOutcome outcome = eval::rescore(model.files, eval::find_handler(config.decode).decode, entries);
  if (!outcome.faults.empty() && !config.partial) return outcome.faults;
  if (const std::string remarks = outcome.remarks(); !remarks.empty()) core::log_warning("{}", remarks);
  eval::write_rescored(config.run_dir, outcome);
  put_out_run(
      {config, entries, model_name(config, model.model)},
      eval::report_run(report_label(config), std::move(outcome.results), std::move(outcome.scores), config.run_dir));
  return {};
}

// Nothing to say, or an error that says it.
int end_with(const std::vector<std::string>& faults) {
  if (faults.empty()) return 0;
  for (const std::string& fault : faults) {
    if (&fault != &faults.back()) core::log_line(core::LogLevel::error, fault);
  }
  throw core::data_error(faults.back(), "partial=true scores what can be scored");
}

int score_models(const EvalConfig& config, eval::EntryLookup& entries) {
  const std::string& place = config.results.front();
  const std::vector<eval::ModelFiles> models = eval::find_result_files(place);
  const bool several = models.size() > 1;
  if (several && !config.name.empty()) {
    throw core::usage_error(core::format("name: {} holds results of {} models", place, models.size()),
                            "leave it out, or name the folder of one model in results");
  }
  std::vector<std::string> faults;
  for (const eval::ModelFiles& model : models) {
    EvalConfig own = config;
    if (several) {
      own.run_dir = (fs::path(config.run_dir) / model.model).string();
      std::printf("%s%s\n", &model == &models.front() ? "" : "\n", model.model.c_str());
    }
    for (const std::string& fault : score_files(own, model, entries)) {
      faults.push_back(several ? core::format("{}: {}", model.model, fault) : fault);
    }
  }
  return end_with(faults);
}

// Results that exist already: no model, no LibTorch.
int score_results(const EvalConfig& config) {
  core::expect_heap(size_t{96} << 20U);
  eval::EntryLookup& entries = core::keep_until_exit(eval::EntryLookup(open_dataset(config)));
  const std::vector<eval::seeds::SeedFolder> seeds = eval::seeds::name_seeds(config.results);
  eval::seeds::require_fitting_folder(config.run_dir, !seeds.empty());
  return seeds.empty() ? score_models(config, entries) : end_with(score_seeds(config, seeds, entries));
}

// Entries are asked of a model in this process, which is loaded once, or of one behind a server, without LibTorch.
class Asked {
 public:
  Asked(const EvalConfig& config, const eval::EvalData& data) : data_(data) {
    if (config.is_served()) return;
    served_.emplace(load_served_model(config));
    fingerprint_ = eval::model_fingerprint(config.model);
  }

  eval::EvalOutcome run(const EvalConfig& config) {
    if (served_) {
      return eval::run_eval(config, {*served_->policy, served_->tokenizer, *served_->renderer, data_.prompts,
                                     data_.dataset, fingerprint_});
    }
    eval::ServedRespondent respondent(config, data_.prompts);
    return eval::run_eval(config, data_, respondent);
  }

 private:
  const eval::EvalData& data_;
  std::optional<ServedModel> served_;
  std::string fingerprint_;
};

int score_model(const EvalConfig& config) {
  if (!config.is_served()) require_model(config.model);
  eval::seeds::require_fitting_folder(config.run_dir, !config.seeds.empty());
  eval::EntryLookup entries(open_dataset(config));
  const chat::BfclPrompts prompts =
      config.prompts.empty() ? chat::BfclPrompts::load() : chat::BfclPrompts::load(config.prompts);
  const eval::EvalData data{prompts, entries.dataset()};
  Asked asked(config, data);
  const auto ask = [&](const EvalConfig& own) { return asked.run(own); };
  if (!config.seeds.empty()) {
    if (ask_seeds(config, model_name(config), ask, entries)) return 0;
  } else if (eval::EvalOutcome outcome = ask(config); !outcome.interrupted) {
    eval::ResultFile results = eval::read_results(fs::path(config.run_dir) / "results.jsonl");
    put_out_run({config, entries, model_name(config)},
                eval::report_run(report_label(config), std::move(results), std::move(outcome.scores), config.run_dir));
    return 0;
  }
  core::log_info("stopped; the same command continues from {}", config.run_dir);
  return 0;
}

}  // namespace

void add_eval_command(CLI::App& parser, Action& chosen) {
  auto* command = parser.add_subcommand("eval", "Score a model, or existing results, on BFCL");
  auto arguments = std::make_shared<ConfigArguments>();
  auto endpoint = std::make_shared<std::string>();
  arguments->add_to(*command, core::config_help<EvalConfig>());
  command->add_option("--endpoint", *endpoint, "URL of an OpenAI-compatible server; short for endpoint.url=URL");
  command->callback([arguments, endpoint, &chosen] {
    chosen = [arguments, endpoint] {
      arguments->normalise();
      auto config = core::load_config<EvalConfig>(arguments->file, arguments->overrides);
      if (!endpoint->empty()) config.endpoint.url = *endpoint;
      eval::check_config(config);
      if (!config.before.empty()) eval::check_report_run(config.before);
      return config.results.empty() ? score_model(config) : score_results(config);
    };
  });
}

}  // namespace app
