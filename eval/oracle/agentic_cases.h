// The oracle's `agentic` cases: what an agent said in the end, and the verdict on it.
#pragma once

#include "eval/entry_lookup.h"
#include "eval/oracle/outcome.h"

namespace eval::oracle {

class AgenticCases {
 public:
  explicit AgenticCases(env::bfcl::Dataset dataset) : entries_(std::move(dataset)) {}

  // `line`: {id, mode, result, valid | crash, error_type?, details?}, blobs resolved.
  Outcome run(const core::Value& line);

 private:
  EntryLookup entries_;
};

}  // namespace eval::oracle
