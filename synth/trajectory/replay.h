// Plays a trajectory's calls again in a fresh world from its seed.
#pragma once

#include <memory>
#include <string>

#include "core/rng.h"
#include "env/bfcl/worlds/world_environment.h"
#include "synth/trajectory/trajectory.h"

namespace synth {

// The stream that an attempt's initial state is drawn from.
core::Rng scenario_stream(uint64_t seed, uint64_t index, uint64_t attempt);

// Empty where the state drawn from the seed, every result and the state at the end are the trajectory's; else what
// differs: "scenario", "result", "state".
std::string replay(const Trajectory& trajectory, uint64_t seed, std::shared_ptr<const env::bfcl::Tools> tools);

}  // namespace synth
