// How people use tools: what they look up before something, what they ask for besides, what nobody asks for twice.
// Weights only; whether a call is possible is the world's to say.
#pragma once

#include <string_view>

namespace synth {

struct Habit {
  std::string_view tool;
  double look_up = 1;   // weight as a producer of an argument that could be had otherwise
  double also = 1;      // weight as a further wish of a round
  double again = 0.25;  // times `also` where the round has such a call already
  // Nobody asks for the tool while the state has this attribute (one does not log in twice); empty: always sensible.
  std::string_view moot_with = {};
  std::string_view not_own = {};  // argument that is nothing the same round made: nobody moves or removes that
};

// Plain weights for a tool without habits.
const Habit& habit_of(std::string_view tool);

// How natural it is that a value goes from one tool to an argument of another, or, with an empty argument, that one
// tool is used to make the other possible. 1 for ordinary, 0 for never.
double flow_habit(std::string_view producer, std::string_view consumer, std::string_view argument, bool is_state_flow);

}  // namespace synth
