// What came of calls, told to the person who asked: every value is read from a call or from its result, by the `tells`
// words of the effect. Knows no trace and no reasons.
#pragma once

#include <span>
#include <string>

#include "chat/message.h"
#include "core/rng.h"
#include "env/environment.h"

namespace synth::query {

struct Outcome {
  const chat::ToolCall* call = nullptr;
  const env::ToolResult* result = nullptr;
};

// One sentence without its full stop, or one that ends with a block of lines.
std::string tell(const Outcome& outcome, core::Rng& rng);
// All of them as an answer.
std::string tell_all(std::span<const Outcome> outcomes, core::Rng& rng);

// A value in prose: "a, b and c", "3 June 2027", records by their most telling fields.
std::string prose(const core::Value& value);

}  // namespace synth::query
