#include "app/eval_output.h"

#include <cstdio>
#include <functional>

#include "core/error.h"
#include "core/heap.h"
#include "core/json.h"
#include "core/log.h"
#include "core/text.h"
#include "eval/board/run_costs.h"
#include "eval/board/score_files.h"
#include "eval/costs.h"
#include "eval/handler.h"
#include "eval/known_faults.h"

namespace app {
namespace {

namespace fs = std::filesystem;

const std::string kCorrected = "\nwithout the entries that no answer can satisfy (docs/bfcl.md):\n";

void print(const std::string& text) {
  std::fputs(text.c_str(), stdout);
}

class Output {
 public:
  Output(const EvalOutput& of, eval::ReportRun run)
      : config_(of.config), entries_(of.entries), name_(eval::board::folder_of_model(of.name)) {
    input_.after = std::move(run);
    input_.after.decode = eval::find_handler(config_.decode).decode;
  }

  void put_out_one(bool of_several) {
    if (!of_several) print(eval::score_table(input_.after.scores));
    write_counts();
    if (config_.corrected) put_out_corrected(of_several);
    const std::vector<eval::ResultLine>& lines = input_.after.results.lines;
    if (!config_.write_results.empty()) {
      eval::board::write_result_folder(config_.write_results, name_, lines, entries_);
    }
    if (!config_.write_scores.empty()) {
      eval::board::write_score_folder(config_.write_scores, name_, lines, entries_, models_json());
    }
    if (!of_several) compare();
    write_report(of_several);
  }

  void put_out_seeds() {
    const eval::seeds::Summary& summary = *input_.after.summary;
    print(eval::seeds::summary_table(summary));
    write("summary.csv", eval::seeds::summary_csv(summary));
    write("summary.json", core::dump_json(eval::seeds::summary_json(summary), {.indent = 2}) + "\n");
    write("flaky.csv", eval::seeds::flaky_csv(input_.after.grid()));
    write_counts();
    if (config_.corrected) {
      const eval::seeds::Summary corrected =
          eval::seeds::summarise(eval::seeds::grid_of(input_.after.seeds, can_be_met()));
      print(kCorrected + eval::seeds::summary_table(corrected));
      write("summary_corrected.csv", eval::seeds::summary_csv(corrected));
    }
    compare();
    write_report(false);
  }

 private:
  fs::path run_dir() const { return config_.run_dir; }
  fs::path models_json() const { return entries_.dataset().root().parent_path() / "models.json"; }
  void write(const char* name, const std::string& text) const { core::write_derived_file(run_dir() / name, text); }

  std::function<bool(const eval::ResultLine&)> can_be_met() const {
    return
        [mode = input_.after.decode](const eval::ResultLine& line) { return !eval::is_unsatisfiable(line.id, mode); };
  }

  void write_counts() const {
    write("errors.csv", eval::error_csv(input_.after.scores));
    write("costs.csv", eval::costs_csv(eval::costs_of(input_.after.lines())));
  }

  void put_out_corrected(bool of_several) const {
    const eval::Scores corrected = eval::score(input_.after.results.lines, can_be_met());
    if (!of_several) print(kCorrected + eval::score_table(corrected));
    eval::write_score_csv(run_dir() / "score_corrected.csv", corrected);
  }

  void compare() {
    if (config_.before.empty()) return;
    eval::compare_with(input_, eval::load_report_run("before", config_.before));
    if (const std::string remark = input_.before->grid().remark; !remark.empty()) {
      core::log_warning("before: {}; such entries are left out", remark);
    }
    print("\ncompared with " + core::join(config_.before, ", ") + ", over entries that both have:\n" +
          eval::comparison_table(*input_.comparison));
    write("changes.csv", eval::changes_csv(*input_.comparison));
    write("comparison.csv", eval::comparison_csv(*input_.comparison));
  }

  // By the rule of the benchmark's own cost column.
  std::string priced() const {
    eval::board::RunCosts costs;
    for (const eval::ResultLine* line : input_.after.lines()) costs.add(*line);
    const eval::board::ModelFacts model = eval::board::find_model_facts(name_, models_json());
    const core::Value cost = eval::board::cost_of(costs, model);
    if (!cost.is_number()) return {};
    return core::format("The benchmark's cost column counts {.2} USD, from {}.", cost.as_double(),
                        model.input_price && model.output_price
                            ? core::format("the prices of {}", model.display_name)
                            : "the latencies, at the rent of a machine that answers 100 requests at once");
  }

  void write_report(bool of_several) {
    if (!config_.training.empty()) input_.metrics = fs::path(config_.training) / "metrics.jsonl";
    input_.entries = &entries_;
    input_.corrected = config_.corrected;
    input_.priced = priced();
    const fs::path path = run_dir() / "report.html";
    eval::write_report(path, input_);
    if (!of_several) core::log_info("report: {}", path.string());
  }

  const eval::EvalConfig& config_;
  eval::EntryLookup& entries_;
  std::string name_;
  eval::ReportInput input_;
};

}  // namespace

std::string report_label(const eval::EvalConfig& config) {
  if (!config.before.empty()) return "after";
  return config.is_served() ? config.endpoint.model : config.model;
}

void put_out_run(const EvalOutput& output, eval::ReportRun run, bool of_several) {
  core::keep_until_exit(Output(output, std::move(run))).put_out_one(of_several);
}

void put_out_seeds(const EvalOutput& output, std::vector<eval::seeds::SeedRun> seeds) {
  if (const std::string remark = eval::seeds::grid_of(seeds).remark; !remark.empty()) {
    core::log_warning("{}; such entries are left out of the summary", remark);
  }
  core::keep_until_exit(Output(output, eval::seeds_report_run(report_label(output.config), std::move(seeds))))
      .put_out_seeds();
}

}  // namespace app
