#include "synth/sample.h"

namespace synth {

std::string_view sample_kind_name(SampleKind kind) {
  constexpr std::string_view kNames[] = {"simple",      "multiple", "parallel", "parallel_multiple",
                                         "irrelevance", "missing"};
  return kNames[static_cast<int>(kind)];
}

core::Dict Sample::arguments(const Call& call) const {
  core::Dict out;
  const Tool& tool = *tools[call.tool];
  for (size_t i = 0; i < tool.params.size(); ++i) {
    if (call.drawn[i]) out[tool.params[i].name] = call.drawn[i]->value;
  }
  return out;
}

std::vector<chat::ToolCall> Sample::tool_calls() const {
  std::vector<chat::ToolCall> out;
  for (const Call& call : calls) out.push_back({tools[call.tool]->name, arguments(call), ""});
  return out;
}

}  // namespace synth
