// Two runs compared entry by entry: what changed, from which failure to which, and how likely that is by chance.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "eval/results.h"

namespace eval {

// An entry on which two runs differ in verdict, or fail in different ways. An empty error type: right.
struct Change {
  std::string id;
  std::string before;
  std::string after;
};

struct PairedChanges {
  std::vector<Change> gained;  // failed before, pass now
  std::vector<Change> lost;
  std::vector<Change> other;  // fail in both, for another reason
  size_t both = 0;            // entries compared
  // Exact two-sided sign test over gained and lost (McNemar): how likely such a split is by chance.
  double p_value() const;
};

// Over the judged entries of a category that both runs have, in the later run's order.
PairedChanges paired_changes(const std::vector<ResultLine>& before, const std::vector<ResultLine>& after,
                             std::string_view category);

// changes.csv: category,id,before,after with "right" or the error type, of every entry that changed.
std::string changes_csv(const std::vector<ResultLine>& before, const std::vector<ResultLine>& after);

}  // namespace eval
