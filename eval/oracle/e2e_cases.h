// The oracle's `e2e` cases: a category's result file through `bfcl evaluate`, as score header and list of failures, and
// the tables over all categories of a mode. One case a line; a mode's tables come behind its categories.
#pragma once

#include <map>
#include <set>
#include <string>

#include "core/value.h"
#include "eval/board/tables.h"
#include "eval/entry_lookup.h"
#include "eval/oracle/outcome.h"

namespace eval::oracle {

class E2eCases {
 public:
  explicit E2eCases(env::bfcl::Dataset dataset) : entries_(std::move(dataset)) {}

  // `line`: {mode, category, results, header, failures: [[id, error_type]]} or {mode, csv}, blobs resolved.
  Outcome run(const core::Value& line);

 private:
  // What the tables of a mode come from.
  struct Mode {
    board::BoardRow row;
    std::set<std::string> not_covered;  // categories
  };
  Outcome run_category(const core::Value& line);
  Outcome run_tables(const core::Value& line);

  EntryLookup entries_;
  std::map<std::string, Mode> modes_;
};

}  // namespace eval::oracle
