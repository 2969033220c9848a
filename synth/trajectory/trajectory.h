// A trajectory: rounds of a conversation in one world, with everything that shows how they came about. Made by
// TrajectoryBuilder; written by trajectory_json.h. Knows no file.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "chat/message.h"
#include "core/value.h"
#include "synth/chain/guided_chain.h"
#include "synth/query/advanced_tool.h"
#include "synth/trace/scenario.h"
#include "synth/trace/trace.h"

namespace synth {

enum class TurnKind {
  plain,
  missing_function,   // a tool that the request needs is announced only after it was missed
  missing_parameter,  // a value that the request needs is supplied only after it was asked for
  irrelevance,        // no tool serves the request
  error_recovery,     // a call fails and is repaired
};
constexpr size_t kTurnKinds = 5;
std::string_view turn_kind_name(TurnKind kind);

struct TrajectoryRound {
  TurnKind kind = TurnKind::plain;
  // Of irrelevance all that follows is empty.
  Trace trace;
  query::AdvancedTool tool;
  size_t hidden = 0;  // calls of the trace that the request does not mention
  std::string equivalence;
  chain::Chain chain;
  std::string withheld;      // missing_function: the tool; missing_parameter: the parameter
  core::Value held_value;    // missing_parameter
  size_t first_message = 0;  // its messages in the trajectory
  size_t end_message = 0;
  size_t supply_message = 0;  // missing_*: the user message that announces or supplies
};

struct Trajectory {
  uint64_t index = 0;
  uint64_t attempt = 0;
  std::string mode;  // "directed" or "random"
  Scenario scenario;
  std::vector<TrajectoryRound> rounds;
  std::vector<chat::ToolSpec> tools;    // on offer from the start
  std::vector<chat::Message> messages;  // no system message
  core::Value final_state;
  size_t tokens = 0;  // of the longest served turn, by the builder's count

  std::vector<std::string> user_texts() const;
  std::vector<chat::ToolCall> calls() const;
};

}  // namespace synth
