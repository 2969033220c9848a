// Random initial states of the benchmark's worlds: rich, varied, made of generated words, a function of the generator
// alone. A benchmark entry's state is refused by env::bfcl::StateIndex, which this file knows nothing of.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/rng.h"
#include "core/value.h"
#include "env/bfcl/worlds/world_environment.h"

namespace synth {

struct Scenario {
  std::vector<std::string> classes;
  core::Dict initial_config;  // by class, as the benchmark's entries write it
};

// The classes that have a generator: "GorillaFileSystem", "TravelAPI".
const std::vector<std::string>& scenario_classes();
// Throws core::Error(data) for a class without generator.
Scenario draw_scenario(const std::vector<std::string>& classes, core::Rng rng);

// A tree of 3..25 text files, up to four directories deep.
core::Dict draw_file_system(core::Rng& rng);
// An account with cards and bookings; sometimes logged out, without a card or without a limit.
core::Dict draw_travel_account(core::Rng& rng);

// The world of a scenario; `tools` are the documents of its classes (env::bfcl::read_tools).
// Throws core::Error(data) for a state that cannot be built.
std::unique_ptr<env::bfcl::WorldEnvironment> build_world(const Scenario& scenario,
                                                         std::shared_ptr<const env::bfcl::Tools> tools);

}  // namespace synth
