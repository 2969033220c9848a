// The contamination guard of trajectories: user texts, calls and initial states that a benchmark entry has, too.
#pragma once

#include <functional>
#include <string>

#include "synth/trajectory/trajectory.h"

namespace synth {

// Empty: the trajectory may be written. Else the reason, "contamination: detail".
using TrajectoryGuard = std::function<std::string(const Trajectory&)>;

// Loads the benchmark's indexes. Values that the worlds' own tables hand out (airports, cities, currencies, classes)
// and numbers are no evidence of copying; names, texts, ids and keys are. Throws core::Error(environment) where the
// benchmark's files are missing.
TrajectoryGuard trajectory_guard();

// The call without the arguments that are no evidence.
chat::ToolCall evidence_of(const chat::ToolCall& call);

}  // namespace synth
