// Scores results that exist already: our results.jsonl, or the files that bfcl_eval's `generate` writes
// (result/<model>/<group>/BFCL_v4_<category>_result.json). Loads no model; takes milliseconds.
#pragma once

#include <string>

#include "core/files.h"
#include "env/bfcl/dataset.h"
#include "eval/decode.h"
#include "eval/results.h"
#include "eval/scores.h"

namespace eval {

struct RescoreOutcome {
  ResultFile results;  // judged afresh
  Scores scores;
  size_t unknown = 0;      // lines whose id is no entry of the data
  size_t not_covered = 0;  // lines of categories and entries that the program cannot score

  // One line about what was left out; empty where nothing was.
  std::string remarks() const;
};

// `path`: a results file, or a folder with results.jsonl or with result files at any depth.
// Throws core::Error(usage) where there is nothing to score.
RescoreOutcome rescore(const core::fs::path& path, DecodeMode mode, const env::bfcl::Dataset& dataset);

// results.jsonl and score.csv into `out_dir`, each atomically.
void write_rescored(const core::fs::path& out_dir, const RescoreOutcome& outcome);

}  // namespace eval
