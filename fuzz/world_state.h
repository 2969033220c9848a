// The worlds that fuzzing plays in: one class each, in the fixed state of states.json. Knows nothing of inputs.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/value.h"
#include "env/bfcl/worlds/world.h"

namespace fuzz {

struct WorldState {
  std::string name;  // of the target
  env::bfcl::World world;
  std::optional<env::bfcl::World> long_context;  // the same with the extension, where the class has one
  core::List examples;                           // values that calls may want: words of ours, parts of the state
};

std::vector<std::shared_ptr<const WorldState>> world_states();

// All that later calls depend on, as text.
std::string printed(const env::bfcl::World& world);

// Checks what else can be done with a world: comparing it with an equal one, and, for memories, beginning anew from
// what it has kept. Throws core::Error where something does not hold.
void check_uses(const env::bfcl::World& world, const env::bfcl::World& equal);

}  // namespace fuzz
