// report.html: what a model scored, before and after training, on one self-contained page.
// Reads the files of runs; knows no models.
#pragma once

#include <optional>
#include <string>

#include "core/files.h"
#include "eval/decode.h"
#include "eval/entry_lookup.h"
#include "eval/results.h"
#include "eval/run_facts.h"
#include "eval/scores.h"

namespace eval {

struct ReportRun {
  std::string label;  // "before", "after", or a model's name
  ResultFile results;
  Scores scores;
  std::optional<RunFacts> facts;
  DecodeMode decode = DecodeMode::prompt;  // how its replies were read
};

// A run as results and their scores; `run_dir` for its run.json, if it has one. Of a path as label the last part is
// shown.
ReportRun report_run(const std::string& label, ResultFile results, Scores scores, const core::fs::path& run_dir);
// The same from results.jsonl and run.json of a run folder. Throws core::Error(usage) where there are no results.
ReportRun load_report_run(const std::string& label, const core::fs::path& run_dir);

struct ReportInput {
  std::string title = "Function calling: BFCL results";
  std::optional<ReportRun> before;
  ReportRun after;                 // the run, where there is nothing to compare with
  core::fs::path metrics;          // metrics.jsonl of the training between them; may be empty
  EntryLookup* entries = nullptr;  // for questions and accepted answers of the samples; may be null
  // Of single-turn entries; of multi-turn ones that many right ones, beside every wrong one.
  size_t samples_per_category = 4;
  bool corrected = false;  // also show the scores without the entries that no answer can satisfy
};

std::string report_html(const ReportInput& input);
// Atomically.
void write_report(const core::fs::path& path, const ReportInput& input);

}  // namespace eval
