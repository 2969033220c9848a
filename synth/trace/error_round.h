// Rounds in which a call truly fails and is repaired (digest a.7, h-13): a name misspelt, an id with a wrong digit, a
// token of yesterday, then the look-up that shows the right one; or a call made too early, then what it waits for.
#pragma once

#include <vector>

#include "core/rng.h"
#include "synth/graph/api_graph.h"
#include "synth/trace/trace.h"

namespace synth {

// Puts one failing call before the call that repairs it; trace.needs has to be filled, and has to be filled again.
// `round` is the trace's number in its trajectory. False, and the trace is as it was, where none fits.
bool insert_error(Trace& trace, size_t round, const env::Environment& before, const ApiGraph& graph, core::Rng rng);

}  // namespace synth
