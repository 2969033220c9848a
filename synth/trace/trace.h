// What Phase I makes: calls that were executed in a world, each argument with its origin. Later phases read it; nobody
// changes it. Knows no graph, no language and no files.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "chat/message.h"
#include "env/environment.h"

namespace synth {

// Where the value of an argument comes from.
enum class Origin {
  literal,  // invented for this call: only the user can know it, so the request has to say it
  output,   // read from the result of an earlier call, of this round or of one before
  state,    // something the world holds that no earlier result has shown: the request has to name it
};
std::string_view origin_name(Origin origin);

struct ArgumentOrigin {
  std::string argument;
  Origin origin = Origin::literal;
  // output: the call that showed the value; rounds count from 0 in the trajectory.
  size_t round = 0;
  size_t call = 0;
  std::string path;  // output: place in the result ("booking_id", "matches[2]"); state: place in the state
};

struct TracedCall {
  chat::ToolCall call;
  std::vector<ArgumentOrigin> origins;  // one an argument that the call has; arguments left to their default have none
  env::ToolResult result;
  bool intended_error = false;  // an error-recovery round: this call was meant to fail, a later one repairs it
};

// One round: the calls in order, and the world around them.
struct Trace {
  std::string target;  // the tool that the round was sampled for; among the calls
  std::vector<TracedCall> calls;
  std::shared_ptr<const env::Environment> before;
  std::shared_ptr<const env::Environment> after;
  // needs[k]: earlier calls of the round that call k depends on (its arguments, or a state that it finds), ascending.
  std::vector<std::vector<size_t>> needs;
};

}  // namespace synth
