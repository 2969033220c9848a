// The six CSV files of the benchmark's score folder, byte for byte as its reference writes them (bfcl.md 2.3 to 2.5).
// Knows accuracies of categories and what lines cost; not how either came about.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/value.h"
#include "env/bfcl/dataset.h"
#include "eval/board/model_facts.h"
#include "eval/board/run_costs.h"

namespace eval::board {

struct CategoryResult {
  double accuracy = 0;
  double entries = 0;
};

// One model.
struct BoardRow {
  ModelFacts model;
  RunCosts costs;  // of the lines of this run; empty for a model that an earlier run scored
  std::map<std::string, CategoryResult, std::less<>> categories;
  core::Value format_sensitivity;  // the header of that category's score file, a dict; None without one
};

struct CsvFile {
  std::string name;  // "data_overall.csv"
  std::string text;
};

// How many entries a category has: asked for those without results, whose size weighs in an average.
using EntryCount = std::function<double(std::string_view category)>;
// Counts a category's entries in the data when it is first asked for; 0 where the data lacks it.
EntryCount count_entries_once(const env::bfcl::Dataset& dataset);

// Rows in the order of their rank; equal ones in the order given.
std::vector<CsvFile> score_tables(const std::vector<BoardRow>& rows, const EntryCount& entry_count);

}  // namespace eval::board
