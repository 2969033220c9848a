// Scores results that exist already: our results.jsonl, or the files that bfcl_eval's `generate` writes
// (eval/result_files.h). Loads no model; takes milliseconds.
#pragma once

#include <string>
#include <vector>

#include "core/files.h"
#include "env/bfcl/dataset.h"
#include "eval/decode.h"
#include "eval/entry_lookup.h"
#include "eval/result_files.h"
#include "eval/results.h"
#include "eval/scores.h"

namespace eval {

struct RescoreOutcome {
  ResultFile results;  // judged afresh, in the benchmark's order
  Scores scores;
  size_t unknown = 0;      // lines whose id is no entry of the data
  size_t not_covered = 0;  // lines of entries that the program cannot score
  // What keeps the results from being whole, a line each: damaged lines, repeated and unknown ids, entries without a
  // result. Their scores are no scores of the benchmark's categories.
  std::vector<std::string> faults;

  // One line about what was left out; empty where nothing was.
  std::string remarks() const;
};

RescoreOutcome rescore(const std::vector<core::fs::path>& files, DecodeMode mode, EntryLookup& entries);
// `path`: a results file, or a folder with results.jsonl or with one model's result files at any depth.
// Throws core::Error(usage) where there is nothing to score.
RescoreOutcome rescore(const core::fs::path& path, DecodeMode mode, const env::bfcl::Dataset& dataset);

// results.jsonl and score.csv into `out_dir`, each atomically.
void write_rescored(const core::fs::path& out_dir, const RescoreOutcome& outcome);

}  // namespace eval
