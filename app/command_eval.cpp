#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>

#include "app/commands.h"
#include "app/served_model.h"
#include "core/config.h"
#include "core/error.h"
#include "core/log.h"
#include "eval/eval_config.h"
#include "eval/report.h"
#include "eval/rescore.h"
#include "eval/runner.h"

namespace app {
namespace {

namespace fs = std::filesystem;
using eval::EvalConfig;

env::bfcl::Dataset open_dataset(const EvalConfig& config) {
  return config.data.empty() ? env::bfcl::Dataset::standard() : env::bfcl::Dataset(config.data);
}

// `scores` are those of the results in run_dir.
void write_run_report(const EvalConfig& config, const env::bfcl::Dataset& dataset, eval::Scores scores) {
  eval::ReportInput input;
  input.after = eval::load_report_run(config.before.empty() ? config.model : "after", config.run_dir);
  input.after.scores = std::move(scores);
  if (!config.before.empty()) input.before = eval::load_report_run("before", config.before);
  if (!config.training.empty()) input.metrics = fs::path(config.training) / "metrics.jsonl";
  input.dataset = &dataset;
  input.after.decode = eval::parse_decode_mode(config.decode);
  const fs::path path = fs::path(config.run_dir) / "report.html";
  eval::write_report(path, input);
  core::log_info("report: {}", path.string());
}

// Results that exist already: no model, no LibTorch.
int score_results(const EvalConfig& config) {
  const env::bfcl::Dataset dataset = open_dataset(config);
  eval::RescoreOutcome outcome = eval::rescore(config.results, eval::parse_decode_mode(config.decode), dataset);
  eval::write_rescored(config.run_dir, outcome);
  std::fputs(eval::score_table(outcome.scores).c_str(), stdout);
  if (const std::string remarks = outcome.remarks(); !remarks.empty()) core::log_warning("{}", remarks);
  write_run_report(config, dataset, std::move(outcome.scores));
  return 0;
}

int score_model(const EvalConfig& config) {
  require_model(config.model);
  const env::bfcl::Dataset dataset = open_dataset(config);
  const chat::BfclPrompts prompts =
      config.prompts.empty() ? chat::BfclPrompts::load() : chat::BfclPrompts::load(config.prompts);
  const ServedModel served = load_served_model(config);
  eval::EvalOutcome outcome = eval::run_eval(config, {*served.policy, served.tokenizer, *served.renderer, prompts,
                                                      dataset, eval::model_fingerprint(config.model)});
  if (outcome.interrupted) {
    core::log_info("stopped; the same command continues from {}", config.run_dir);
    return 0;
  }
  std::fputs(eval::score_table(outcome.scores).c_str(), stdout);
  write_run_report(config, dataset, std::move(outcome.scores));
  return 0;
}

}  // namespace

void add_eval_command(CLI::App& parser, Action& chosen) {
  auto* command = parser.add_subcommand("eval", "Score a model, or existing results, on BFCL");
  auto arguments = std::make_shared<ConfigArguments>();
  arguments->add_to(*command, core::config_help<EvalConfig>());
  command->callback([arguments, &chosen] {
    chosen = [arguments] {
      arguments->normalise();
      const auto config = core::load_config<EvalConfig>(arguments->file, arguments->overrides);
      eval::check_config(config);
      return config.results.empty() ? score_model(config) : score_results(config);
    };
  });
}

}  // namespace app
