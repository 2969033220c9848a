// Runs a folder of oracle vectors (format: the folder's README.md): every kind that the program covers is compared,
// every other kind is counted. One line a kind, then the first failures.
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

#include "core/files.h"

namespace eval::oracle {

struct OracleOptions {
  core::fs::path data;             // bfcl_eval/data; empty: where scripts/setup put it
  core::fs::path prompts;          // prompts.json; empty: where scripts/setup put it
  std::vector<std::string> kinds;  // only these; empty: all that the folder has
  size_t shown = 5;                // failures of a kind to explain
};

// Writes "single_turn passed N failed N not-covered N" and so on; returns the exit code: 1 if a case failed, else 0.
// Throws core::Error(usage) where the folder holds no vectors, core::Error(data) "file:line: …" for a broken line.
int run_oracle(const core::fs::path& dir, const OracleOptions& options, std::ostream& out);

}  // namespace eval::oracle
