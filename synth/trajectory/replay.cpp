#include "synth/trajectory/replay.h"

#include <map>

namespace synth {

core::Rng scenario_stream(uint64_t seed, uint64_t index, uint64_t attempt) {
  return core::Rng(seed, index, attempt).fork("scenario");
}

std::string replay(const Trajectory& trajectory, uint64_t seed, std::shared_ptr<const env::bfcl::Tools> tools) {
  const Scenario scenario =
      draw_scenario(trajectory.scenario.classes, scenario_stream(seed, trajectory.index, trajectory.attempt));
  if (!identical(core::Value(scenario.initial_config), core::Value(trajectory.scenario.initial_config)))
    return "scenario";
  const auto world = build_world(scenario, std::move(tools));
  std::map<std::string, const chat::ToolCall*> open;
  for (const chat::Message& message : trajectory.messages) {
    for (const chat::ToolCall& call : message.tool_calls) open[call.id] = &call;
    if (message.role != chat::Role::tool) continue;
    const auto call = open.find(message.tool_call_id);
    if (call == open.end() || world->call(*call->second).text != message.content) return "result";
    open.erase(call);
  }
  if (!open.empty()) return "result";
  return identical(world->state(), trajectory.final_state) ? "" : "state";
}

}  // namespace synth
