// A trajectory as a line of JSON: OpenAI messages and tools, or messages in the benchmark's prompt form; with metadata
// that says how it came about.
#pragma once

#include <string>

#include "chat/bfcl_prompt.h"
#include "synth/trajectory/trajectory.h"

namespace synth {

enum class ThoughtPlace { apart, in_content, none };
// Throws core::Error(usage) for anything but "apart", "inline" and "none".
ThoughtPlace parse_thought_place(std::string_view name);

// {"id", "index", "attempt", "seed", "mode", "classes", "kinds", "error_tool_response", "tokens", "user_hash",
// "initial_config", "rounds": [{"kind", "target", "messages": [first, end], "withheld", "held_value", "advanced_tool",
// "hidden", "trace": [{"call", "origins", "ok", "intended_error", "needs"}…], "k", "feedback"}…]}
core::Dict trajectory_metadata(const Trajectory& trajectory, int64_t seed);

// Equal for trajectories with the same user texts and calls.
uint64_t trajectory_fingerprint(const Trajectory& trajectory);

// A line, not printed yet. `prompts` null: OpenAI form.
core::Value trajectory_line(const Trajectory& trajectory, int64_t seed, ThoughtPlace thoughts,
                            const chat::BfclPrompts* prompts);

}  // namespace synth
