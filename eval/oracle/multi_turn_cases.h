// The oracle's `multi_turn` cases: verdict, error, results of every call and final state for one result of one entry.
// Covers the entries whose classes the program simulates, in every mode.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/value.h"
#include "eval/entry_lookup.h"
#include "eval/oracle/outcome.h"

namespace eval::oracle {

class MultiTurnCases {
 public:
  explicit MultiTurnCases(env::bfcl::Dataset dataset) : entries_(std::move(dataset)) {}

  // `line`: {id, mode, result, valid, error_type?, error_message?, differing_attributes?, missing_items?, turns,
  // final_state}, blobs resolved. The truth's results are given with an entry's first case only: cases in order.
  // Throws core::Error(data) for a line of another shape.
  Outcome run(const core::Value& line);

 private:
  EntryLookup entries_;
  std::map<std::string, std::vector<core::Value>> truth_results_;  // by id and turn
};

}  // namespace eval::oracle
