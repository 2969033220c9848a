#include "app/eval_seeds.h"

#include <set>

#include "app/eval_output.h"
#include "core/error.h"
#include "core/log.h"
#include "core/text.h"
#include "eval/handler.h"
#include "eval/rescore.h"
#include "eval/score_text.h"

namespace app {
namespace {

namespace fs = std::filesystem;
using eval::EvalConfig;
using eval::seeds::SeedFolder;
using eval::seeds::SeedRun;

EvalConfig config_of(const EvalConfig& config, const std::string& label) {
  EvalConfig own = config;
  own.run_dir = (fs::path(config.run_dir) / eval::seeds::seed_folder(label)).string();
  return own;
}

// A seed's own files and report. Its score goes to the log: the summary has the tables.
void put_out_seed(const EvalConfig& own, const std::string& name, const SeedRun& seed, eval::Scores scores,
                  eval::EntryLookup& entries) {
  core::log_info("seed {}: {} % over {} categories", seed.label,
                 eval::percent_number(scores.averages().back().value.value_or(0)), scores.categories.size());
  eval::ReportRun run = eval::report_run("seed " + seed.label, seed.results, std::move(scores), {});
  run.facts = seed.facts;
  put_out_run({own, entries, name + "-seed-" + seed.label}, std::move(run), true);
}

// One model's files, and the name of its folder.
eval::ModelFiles one_model(const SeedFolder& seed) {
  std::vector<eval::ModelFiles> models = eval::find_result_files(seed.path);
  if (models.size() > 1) {
    throw core::usage_error(core::format("results: {} holds results of {} models", seed.path.string(), models.size()),
                            "seeds are runs of one model: name its folders");
  }
  return std::move(models.front());
}

std::string model_of(const EvalConfig& config, const std::set<std::string>& found) {
  if (!config.name.empty()) return config.name;
  if (found.size() > 1) {
    const std::vector<std::string> names(found.begin(), found.end());
    throw core::usage_error(core::format("results: of different models: {}", core::join(names, ", ")),
                            "seeds are runs of one model; name=… says that they are, before=… compares others");
  }
  return found.empty() || found.begin()->empty() ? "model" : *found.begin();
}

}  // namespace

bool ask_seeds(const EvalConfig& config, const std::string& name, const AskOnce& ask, eval::EntryLookup& entries) {
  if (config.temperature == 0 && config.seeds.size() > 1) {
    core::log_warning("temperature=0: seeds show what the server varies by itself, no sampling");
  }
  std::vector<SeedRun> runs;
  for (const int64_t seed : config.seeds) {
    const std::string label = std::to_string(seed);
    EvalConfig own = config_of(config, label);
    own.seed = seed;
    own.seeds = {seed};
    own.before.clear();
    eval::EvalOutcome outcome = ask(own);
    if (outcome.interrupted) return false;
    runs.push_back({label, eval::read_results(fs::path(own.run_dir) / "results.jsonl"), outcome.facts});
    put_out_seed(own, name, runs.back(), std::move(outcome.scores), entries);
  }
  put_out_seeds({config, entries, name}, std::move(runs));
  return true;
}

std::vector<std::string> score_seeds(const EvalConfig& config, const std::vector<SeedFolder>& seeds,
                                     eval::EntryLookup& entries) {
  std::vector<std::string> faults;
  std::vector<eval::RescoreOutcome> outcomes;
  std::set<std::string> models;
  for (const SeedFolder& seed : seeds) {
    const eval::ModelFiles files = one_model(seed);
    models.insert(files.model);
    outcomes.push_back(eval::rescore(files.files, eval::find_handler(config.decode).decode, entries));
    const eval::RescoreOutcome& outcome = outcomes.back();
    for (const std::string& fault : outcome.faults) faults.push_back(core::format("seed {}: {}", seed.label, fault));
    if (outcome.results.lines.empty()) {
      throw core::data_error(
          core::format("seed {}: {} has no results that can be scored", seed.label, seed.path.string()),
          "leave it out");
    }
  }
  const std::string name = model_of(config, models);
  if (!faults.empty() && !config.partial) return faults;
  std::vector<SeedRun> runs;
  for (size_t i = 0; i < seeds.size(); ++i) {
    if (const std::string remarks = outcomes[i].remarks(); !remarks.empty()) {
      core::log_warning("seed {}: {}", seeds[i].label, remarks);
    }
    const core::fs::path folder = core::fs::is_directory(seeds[i].path) ? seeds[i].path : seeds[i].path.parent_path();
    runs.push_back({seeds[i].label, std::move(outcomes[i].results), eval::read_run_facts(folder)});
    outcomes[i].results = {};
  }
  if (const std::string remark = eval::seeds::grid_of(runs).remark; !remark.empty() && !config.partial) return {remark};
  for (size_t i = 0; i < seeds.size(); ++i) {
    const EvalConfig own = config_of(config, seeds[i].label);
    eval::write_rescored(own.run_dir, {runs[i].results, outcomes[i].scores, 0, 0, {}});
    put_out_seed(own, name, runs[i], std::move(outcomes[i].scores), entries);
  }
  put_out_seeds({config, entries, name}, std::move(runs));
  return {};
}

}  // namespace app
