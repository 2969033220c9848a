// Where a builder gets its traces: Phase I, a random walk, or a test's own.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/rng.h"
#include "env/environment.h"
#include "synth/trace/trace.h"

namespace synth {

struct TraceWish {
  std::string target;
  size_t length = 3;        // calls
  bool with_error = false;  // one call fails and is repaired
};

// A trace in a copy of `world`; `earlier` are the rounds before, for values that their results showed. nullopt: none
// was found, and `why` says so. Called by several threads.
using TraceSource = std::function<std::optional<Trace>(const env::Environment& world, const std::vector<Trace>& earlier,
                                                       const TraceWish& wish, core::Rng rng, std::string& why)>;

}  // namespace synth
