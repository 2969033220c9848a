// The oracle's `scoring` cases: accuracies and costs of some models, and the six CSV files over them.
#pragma once

#include <string>
#include <vector>

#include "env/bfcl/dataset.h"
#include "eval/board/tables.h"
#include "eval/oracle/outcome.h"

namespace eval::oracle {

// Where the files differ from {name: text}; empty where they do not.
std::string table_difference(const std::vector<board::CsvFile>& found, const core::Value& expected);

class ScoringCases {
 public:
  explicit ScoringCases(const env::bfcl::Dataset& dataset) : entry_count_(board::count_entries_once(dataset)) {}

  // `line`: {models, runs, csv | crash}, blobs resolved.
  Outcome run(const core::Value& line) const;

 private:
  board::EntryCount entry_count_;
};

}  // namespace eval::oracle
