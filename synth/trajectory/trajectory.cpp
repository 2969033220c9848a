#include "synth/trajectory/trajectory.h"

namespace synth {

std::string_view turn_kind_name(TurnKind kind) {
  constexpr std::string_view kNames[kTurnKinds] = {"plain", "missing_function", "missing_parameter", "irrelevance",
                                                   "error_recovery"};
  return kNames[static_cast<size_t>(kind)];
}

std::vector<std::string> Trajectory::user_texts() const {
  std::vector<std::string> out;
  for (const chat::Message& message : messages) {
    if (message.role == chat::Role::user) out.push_back(message.content);
  }
  return out;
}

std::vector<chat::ToolCall> Trajectory::calls() const {
  std::vector<chat::ToolCall> out;
  for (const chat::Message& message : messages) {
    out.insert(out.end(), message.tool_calls.begin(), message.tool_calls.end());
  }
  return out;
}

}  // namespace synth
