// Requests that leave out a value which their calls need: which values can be left out, how the request goes around
// them, how one asks for them and how the answer supplies them. Knows no trace.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/rng.h"
#include "synth/query/advanced_tool.h"

namespace synth::query {

// A stated value of an outcome.
struct HeldBack {
  size_t wish = 0;
  size_t slot = 0;
  size_t input = 0;
};

// Values that the request states once, that nothing before it has shown, and that one would leave open.
std::vector<HeldBack> can_hold_back(const AdvancedTool& tool, const Memory& memory);
// The tool as the writer of such a request gets it: the value is open.
AdvancedTool with_held_back(const AdvancedTool& tool, const HeldBack& held);

// What stands in the request in place of a value that no conditional of the effect's words leaves out; grammar.
std::string_view vague_words(std::string_view parameter);
// "the travel date"
std::string_view missing_thing(std::string_view effect, std::string_view parameter);
// "On which date would you like to fly?"
std::string ask_for(const AdvancedTool& tool, const HeldBack& held, core::Rng& rng);
// "On 5 March 2027, please."
std::string supply(const AdvancedTool& tool, const HeldBack& held, core::Rng& rng);

}  // namespace synth::query
