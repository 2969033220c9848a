// The worlds that trajectories are made in, with what Phase I found out about their tools.
#pragma once

#include <string>
#include <vector>

#include "synth/trajectory/trajectory_builder.h"

namespace synth {

struct WorldKits {
  std::vector<WorldKit> kits;
  std::string graph_svg;  // empty where it cannot be drawn
};

// Reads `config.graph`, or builds the API graph and saves it as `<output>.graph.json`.
WorldKits make_world_kits(const TrajectoryConfig& config, uint64_t seed, const core::fs::path& output);

}  // namespace synth
