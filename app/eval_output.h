// What `funreason eval` says and writes of judged results: tables, files, the report; of one run, or of several seeds.
#pragma once

#include <string>
#include <vector>

#include "eval/entry_lookup.h"
#include "eval/eval_config.h"
#include "eval/report.h"

namespace app {

struct EvalOutput {
  const eval::EvalConfig& config;  // its run_dir gets the files
  eval::EntryLookup& entries;
  std::string name;  // of the model's folder among result and score files
};

// What the report calls the run: the model, or "after" beside an earlier run.
std::string report_label(const eval::EvalConfig& config);

// One run, whose results.jsonl and score.csv lie in run_dir. `of_several`: of a seed among others, which has no table
// in the terminal and is not compared.
void put_out_run(const EvalOutput& output, eval::ReportRun run, bool of_several = false);

// Several seeds, whose own files lie in folders of run_dir. Entries that a seed lacks are left out, which a warning
// says.
void put_out_seeds(const EvalOutput& output, std::vector<eval::seeds::SeedRun> seeds);

}  // namespace app
