// How people use tools: what they look up before something, what they ask for besides, what nobody asks for twice.
// Weights only; whether a call is possible is the world's to say.
#pragma once

#include <string_view>

namespace synth {

struct Habit {
  std::string_view tool;
  double look_up = 1;  // weight as a producer of an argument that could be had otherwise
  double also = 1;     // weight as a further wish of a round
  // Nobody asks for the tool while the state has this attribute (one does not log in twice); empty: always sensible.
  std::string_view moot_with;
};

// Weights of 1 for a tool without habits.
const Habit& habit_of(std::string_view tool);

}  // namespace synth
