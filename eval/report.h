// report.html: what a model scored, before and after training, on one self-contained page.
// Reads the files of runs; knows no models.
#pragma once

#include <optional>
#include <string>

#include "core/files.h"
#include "eval/changes.h"
#include "eval/decode.h"
#include "eval/entry_lookup.h"
#include "eval/results.h"
#include "eval/run_facts.h"
#include "eval/scores.h"
#include "eval/seeds/seed_runs.h"
#include "eval/seeds/summary.h"

namespace eval {

struct ReportRun {
  std::string label;   // "before", "after", or a model's name
  ResultFile results;  // of several seeds those of the first, which the page's samples are from
  Scores scores;       // counts each result; of several seeds an entry counts once a seed
  std::optional<RunFacts> facts;
  DecodeMode decode = DecodeMode::prompt;  // how its replies were read
  std::vector<seeds::SeedRun> seeds;       // empty for a single run
  std::optional<seeds::Summary> summary;   // of several seeds

  seeds::Grid grid() const;
  std::vector<const ResultLine*> lines() const;  // of all seeds
};

// A run as results and their scores; `run_dir` for its run.json, if it has one. Of a path as label the last part is
// shown.
ReportRun report_run(const std::string& label, ResultFile results, Scores scores, const core::fs::path& run_dir);
// Several seeds as one run. Over the entries that all have, see ReportRun::grid().remark.
ReportRun seeds_report_run(const std::string& label, std::vector<seeds::SeedRun> seeds);
// Throws core::Error(usage) where load_report_run would find no results: before hours of work, not after them.
void check_report_run(const std::vector<std::string>& run_dirs);
// An earlier run from results.jsonl and run.json of its folder; of several seeds that hold folders seed-…, or are named
// one by one. Throws core::Error(usage) where there are no results.
ReportRun load_report_run(const std::string& label, const std::vector<std::string>& run_dirs);

struct ReportInput {
  std::string title = "Function calling: BFCL results";
  std::optional<ReportRun> before;       // see compare_with
  std::optional<Comparison> comparison;  // where there is a run before
  ReportRun after;                       // the run, where there is nothing to compare with
  core::fs::path metrics;                // metrics.jsonl of the training between them; may be empty
  EntryLookup* entries = nullptr;        // for questions and accepted answers of the samples; may be null
  // Of single-turn entries; of multi-turn ones that many right ones, beside every wrong one.
  size_t samples_per_category = 4;
  bool corrected = false;  // also show the scores without the entries that no answer can satisfy
  std::string priced;      // what the results cost, with how that was counted; may be empty
};

// Sets `before` and `comparison`; `after` is there already.
void compare_with(ReportInput& input, ReportRun before);

std::string report_html(const ReportInput& input);
// Atomically.
void write_report(const core::fs::path& path, const ReportInput& input);

}  // namespace eval
