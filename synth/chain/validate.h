// Does a chain of calls do what the trace did (digest h-10)? And if not, what is wrong with it and where: the critic.
#pragma once

#include <optional>
#include <vector>

#include "synth/chain/reasoner.h"
#include "synth/trace/trace.h"

namespace synth::chain {

// True where the calls are the trace's: the same tools as often, in an order that respects what depends on what, the
// same arguments once defaults are filled in; or where final state and all results are the same. `world` is the world
// after the steps.
bool validate(const std::vector<Step>& steps, const Trace& trace, const env::Environment& world);

// The first thing that is wrong with steps that do not validate: category and place, never the value.
Feedback criticise(const std::vector<Step>& steps, const Trace& trace);

// Arguments with defaults filled in and literals normalised (outer white space, 5.0 for 5).
bool same_arguments(const chat::ToolCall& a, const chat::ToolCall& b, const std::vector<chat::ToolSpec>& tools);

}  // namespace synth::chain
