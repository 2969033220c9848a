// The oracle's `sim` and `sim_wild` cases: calls on one simulator, one after the other, and the state they leave.
#pragma once

#include "eval/entry_lookup.h"
#include "eval/oracle/outcome.h"

namespace eval::oracle {

class SimCases {
 public:
  explicit SimCases(env::bfcl::Dataset dataset) : entries_(std::move(dataset)) {}

  // `line`: {class, instance, config_from, long_context, calls, results, state}, of memories {…, context, snapshot}
  // instead of the state; blobs resolved. Not covered: classes that the program does not simulate. Throws
  // core::Error(data) for a line of another shape.
  Outcome run(const core::Value& line);

 private:
  // initial_config of the entry `line` names; {} where it names none.
  core::Dict initial_config(const core::Value& line);

  EntryLookup entries_;
};

}  // namespace eval::oracle
