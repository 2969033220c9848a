// The oracle's `single_turn` cases: the verdict, error type and messages for one output of one entry.
// Covers every single-turn category in every mode. Knows no prompts and no models.
#pragma once

#include "core/value.h"
#include "eval/entry_lookup.h"
#include "eval/oracle/outcome.h"

namespace eval::oracle {

class SingleTurnCases {
 public:
  explicit SingleTurnCases(env::bfcl::Dataset dataset) : entries_(std::move(dataset)) {}

  // `line`: {id, category, mode, raw, decoded | decode_raise, valid, error_type?, error?}.
  // Throws core::Error(data) for a line of another shape.
  Outcome run(const core::Value& line);

 private:
  EntryLookup entries_;
};

}  // namespace eval::oracle
