#include "synth/trajectory/trajectory_json.h"

#include <utility>

#include "chat/call_parser.h"
#include "core/error.h"
#include "core/format.h"
#include "core/hash.h"

namespace synth {
namespace {

using core::Dict;
using core::List;
using core::Value;

std::string call_text(const chat::ToolCall& call) {
  std::string text = chat::format_python_calls({call});
  return text.substr(1, text.size() - 2);  // without the brackets of the list
}

Dict origin_json(const ArgumentOrigin& origin) {
  Dict out = {{"argument", Value(origin.argument)}, {"origin", Value(origin_name(origin.origin))}};
  if (origin.origin == Origin::output) {
    out["round"] = Value(origin.round);
    out["call"] = Value(origin.call);
  }
  if (!origin.path.empty()) out["path"] = Value(origin.path);
  return out;
}

List trace_json(const Trace& trace) {
  List out;
  for (size_t k = 0; k < trace.calls.size(); ++k) {
    const TracedCall& traced = trace.calls[k];
    List origins;
    for (const ArgumentOrigin& origin : traced.origins) origins.emplace_back(origin_json(origin));
    List needs;
    if (k < trace.needs.size()) {
      for (const size_t need : trace.needs[k]) needs.emplace_back(need);
    }
    out.emplace_back(Dict{{"call", Value(call_text(traced.call))},
                          {"origins", Value(std::move(origins))},
                          {"needs", Value(std::move(needs))},
                          {"ok", Value(traced.result.ok)},
                          {"intended_error", Value(traced.intended_error)}});
  }
  return out;
}

Dict tool_json(const query::AdvancedTool& tool) {
  Dict inputs;
  for (const query::AdvancedInput& input : tool.inputs) inputs[input.name] = input.value;
  return {{"name", Value(tool.name)},
          {"description", Value(tool.description)},
          {"inputs", Value(std::move(inputs))},
          {"output", Value(tool.output)}};
}

Dict round_json(const TrajectoryRound& round) {
  Dict out = {{"kind", Value(turn_kind_name(round.kind))},
              {"messages", Value(List{Value(round.first_message), Value(round.end_message)})}};
  if (round.kind == TurnKind::irrelevance) return out;
  out["target"] = Value(round.trace.target);
  if (!round.withheld.empty()) {
    out["withheld"] = Value(round.withheld);
    out["supplied_in"] = Value(round.supply_message);
  }
  if (round.kind == TurnKind::missing_parameter) out["held_value"] = round.held_value;
  out["advanced_tool"] = Value(tool_json(round.tool));
  out["hidden"] = Value(round.hidden);
  out["trace"] = Value(trace_json(round.trace));
  out["k"] = Value(round.chain.attempts);
  List feedback;
  for (const chain::Feedback& one : round.chain.feedback) feedback.emplace_back(one.text());
  out["feedback"] = Value(std::move(feedback));
  return out;
}

// "<think>…</think>", a blank line, and what is said.
chat::Conversation with_thoughts(chat::Conversation conversation, ThoughtPlace place) {
  if (place == ThoughtPlace::apart) return conversation;
  for (chat::Message& message : conversation.messages) {
    if (!message.reasoning) continue;
    const std::string thought = *std::exchange(message.reasoning, std::nullopt);
    if (place == ThoughtPlace::in_content) message.content = "<think>\n" + thought + "\n</think>\n\n" + message.content;
  }
  return conversation;
}

}  // namespace

ThoughtPlace parse_thought_place(std::string_view name) {
  if (name == "apart") return ThoughtPlace::apart;
  if (name == "inline") return ThoughtPlace::in_content;
  if (name == "none") return ThoughtPlace::none;
  throw core::usage_error(core::format("thoughts: '{}' is no place for thoughts", name), "apart, inline or none");
}

uint64_t trajectory_fingerprint(const Trajectory& trajectory) {
  std::string text;
  for (const std::string& said : trajectory.user_texts()) text += said + "\x1f";
  for (const chat::ToolCall& call : trajectory.calls()) text += call_text(call) + "\x1f";
  return core::hash64(text);
}

Dict trajectory_metadata(const Trajectory& trajectory, int64_t seed) {
  List classes;
  for (const std::string& name : trajectory.scenario.classes) classes.emplace_back(name);
  List rounds;
  List kinds;
  bool has_error = false;
  for (const TrajectoryRound& round : trajectory.rounds) {
    rounds.emplace_back(round_json(round));
    kinds.emplace_back(turn_kind_name(round.kind));
    has_error = has_error || round.kind == TurnKind::error_recovery;
  }
  return {{"id", Value(core::format("{}_{}", trajectory.mode, trajectory.index))},
          {"index", Value(trajectory.index)},
          {"attempt", Value(trajectory.attempt)},
          {"seed", Value(seed)},
          {"kind", Value("trajectory")},
          {"mode", Value(trajectory.mode)},
          {"classes", Value(std::move(classes))},
          {"kinds", Value(std::move(kinds))},
          {"error_tool_response", Value(has_error)},
          {"tokens", Value(trajectory.tokens)},
          {"fingerprint", Value(core::format("{}", trajectory_fingerprint(trajectory)))},
          {"initial_config", Value(trajectory.scenario.initial_config)},
          {"rounds", Value(std::move(rounds))}};
}

Value trajectory_line(const Trajectory& trajectory, int64_t seed, ThoughtPlace thoughts,
                      const chat::BfclPrompts* prompts) {
  chat::Conversation conversation{trajectory.tools, trajectory.messages};
  if (prompts != nullptr) conversation = chat::in_prompt_form(*prompts, conversation);
  conversation = with_thoughts(std::move(conversation), thoughts);
  Dict line = chat::conversation_to_json(conversation);
  if (prompts != nullptr) line.erase("tools");
  line["metadata"] = Value(trajectory_metadata(trajectory, seed));
  return Value(std::move(line));
}

}  // namespace synth
