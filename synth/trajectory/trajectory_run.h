// `funreason synth` with `source: trajectories`: makes the configured number and writes them with a report.
#pragma once

#include "synth/synth_config.h"
#include "synth/trajectory/trajectory_report.h"

namespace synth {

// Writes `config.output` (through `<output>.part`, which an interrupted run leaves and the next one continues),
// `<output>.report.json`, `<output>.report.html` and, where it was built, `<output>.graph.json`.
// Throws core::Error(usage) for a bad setting, (environment) where a file is missing or cannot be written.
TrajectoryReport run_trajectories(const SynthConfig& config);

}  // namespace synth
