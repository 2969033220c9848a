#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>

#include "app/commands.h"
#include "app/served_model.h"
#include "core/config.h"
#include "core/error.h"
#include "core/heap.h"
#include "core/log.h"
#include "eval/board/score_files.h"
#include "eval/changes.h"
#include "eval/eval_config.h"
#include "eval/known_faults.h"
#include "eval/report.h"
#include "eval/rescore.h"
#include "eval/runner.h"
#include "eval/served_respondent.h"

namespace app {
namespace {

namespace fs = std::filesystem;
using eval::EvalConfig;

env::bfcl::Dataset open_dataset(const EvalConfig& config) {
  return config.data.empty() ? env::bfcl::Dataset::standard() : env::bfcl::Dataset(config.data);
}

// What a command says and writes of one model's judged results, which lie in run_dir with their score.csv.
class ScoredModel {
 public:
  // `name`: of the model's folder among result and score files.
  ScoredModel(const EvalConfig& config, eval::EntryLookup& entries, std::string name, eval::ResultFile results,
              eval::Scores scores)
      : config_(config), entries_(entries), name_(eval::board::folder_of_model(std::move(name))) {
    const std::string& model = config.is_served() ? config.endpoint.model : config.model;
    input_.after = eval::report_run(config.before.empty() ? model : "after", std::move(results), std::move(scores),
                                    config.run_dir);
    input_.after.decode = eval::find_handler(config.decode).decode;
  }

  void show_and_write() {
    std::fputs(eval::score_table(input_.after.scores).c_str(), stdout);
    core::write_derived_file(run_dir() / "errors.csv", eval::error_csv(input_.after.scores));
    if (config_.corrected) show_corrected();
    if (!config_.write_results.empty()) {
      eval::board::write_result_folder(config_.write_results, name_, lines(), entries_);
    }
    if (!config_.write_scores.empty()) {
      eval::board::write_score_folder(config_.write_scores, name_, lines(), entries_,
                                      entries_.dataset().root().parent_path() / "models.json");
    }
    if (!config_.before.empty()) {
      input_.before = eval::load_report_run("before", config_.before);
      core::write_derived_file(run_dir() / "changes.csv", eval::changes_csv(input_.before->results.lines, lines()));
    }
    write_report();
  }

 private:
  const std::vector<eval::ResultLine>& lines() const { return input_.after.results.lines; }
  fs::path run_dir() const { return config_.run_dir; }

  void show_corrected() {
    eval::Scores corrected = eval::score(
        lines(), [&](const eval::ResultLine& line) { return !eval::is_unsatisfiable(line.id, input_.after.decode); });
    std::fputs("\nwithout the entries that no answer can satisfy (docs/bfcl.md):\n", stdout);
    std::fputs(eval::score_table(corrected).c_str(), stdout);
    eval::write_score_csv(run_dir() / "score_corrected.csv", corrected);
  }

  void write_report() {
    if (!config_.training.empty()) input_.metrics = fs::path(config_.training) / "metrics.jsonl";
    input_.entries = &entries_;
    input_.corrected = config_.corrected;
    const fs::path path = run_dir() / "report.html";
    eval::write_report(path, input_);
    core::log_info("report: {}", path.string());
  }

  const EvalConfig& config_;
  eval::EntryLookup& entries_;
  std::string name_;
  eval::ReportInput input_;
};

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
  ScoredModel(config, entries, model_name(config, model.model), std::move(outcome.results), std::move(outcome.scores))
      .show_and_write();
  return {};
}

// Results that exist already: no model, no LibTorch.
int score_results(const EvalConfig& config) {
  core::expect_heap(size_t{96} << 20U);
  // Never given back: the command ends with this function, and freeing all entries takes a tenth of it.
  static eval::EntryLookup& entries = *new eval::EntryLookup(open_dataset(config));
  const std::vector<eval::ModelFiles> models = eval::find_result_files(config.results);
  const bool several = models.size() > 1;
  if (several && !config.name.empty()) {
    throw core::usage_error(core::format("name: {} holds results of {} models", config.results, models.size()),
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
  if (faults.empty()) return 0;
  for (const std::string& fault : faults) {
    if (&fault != &faults.back()) core::log_line(core::LogLevel::error, fault);
  }
  throw core::data_error(faults.back(), "partial=true scores what can be scored");
}

eval::EvalOutcome run_policy(const EvalConfig& config, const eval::EvalData& data) {
  const ServedModel served = load_served_model(config);
  return eval::run_eval(config, {*served.policy, served.tokenizer, *served.renderer, data.prompts, data.dataset,
                                 eval::model_fingerprint(config.model)});
}

// A model behind a server: no LibTorch.
eval::EvalOutcome run_endpoint(const EvalConfig& config, const eval::EvalData& data) {
  eval::ServedRespondent respondent(config, data.prompts);
  return eval::run_eval(config, data, respondent);
}

int score_model(const EvalConfig& config) {
  if (!config.is_served()) require_model(config.model);
  eval::EntryLookup entries(open_dataset(config));
  const chat::BfclPrompts prompts =
      config.prompts.empty() ? chat::BfclPrompts::load() : chat::BfclPrompts::load(config.prompts);
  const eval::EvalData data{prompts, entries.dataset()};
  eval::EvalOutcome outcome = config.is_served() ? run_endpoint(config, data) : run_policy(config, data);
  if (outcome.interrupted) {
    core::log_info("stopped; the same command continues from {}", config.run_dir);
    return 0;
  }
  eval::ResultFile results = eval::read_results(fs::path(config.run_dir) / "results.jsonl");
  ScoredModel(config, entries, model_name(config), std::move(results), std::move(outcome.scores)).show_and_write();
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
      return config.results.empty() ? score_model(config) : score_results(config);
    };
  });
}

}  // namespace app
