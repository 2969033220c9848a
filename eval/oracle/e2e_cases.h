// The oracle's `e2e` cases: a category's result file through `bfcl evaluate`, as score header and list of failures.
// Covers the single-turn categories and format sensitivity; one case a line.
#pragma once

#include "core/value.h"
#include "eval/entry_lookup.h"
#include "eval/oracle/outcome.h"

namespace eval::oracle {

class E2eCases {
 public:
  explicit E2eCases(env::bfcl::Dataset dataset) : entries_(std::move(dataset)) {}

  // `line`: {mode, category, results, header: {accuracy, correct_count, total_count}, failures: [[id, error_type]]}.
  Outcome run(const core::Value& line);

 private:
  EntryLookup entries_;
};

}  // namespace eval::oracle
