// Programs of a few tools, and what they take, byte by byte.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "chat/constraint/calls.h"
#include "chat/constraint/machine.h"
#include "core/json.h"

namespace constraint_test {

using chat::CallForm;
using chat::ToolSpec;
using chat::constraint::CallMode;
using chat::constraint::Machine;
using chat::constraint::Program;
using core::Dict;
using core::List;
using core::Value;

inline constexpr CallForm kForms[] = {CallForm::hermes, CallForm::python, CallForm::llama3_json, CallForm::mistral};

inline bool takes(const Program& program, std::string_view text) {
  Machine machine(program);
  Machine::State state = machine.start();
  for (const char byte : text) state = machine.step(state, static_cast<uint8_t>(byte));
  return machine.accepts(state);
}

// How far the text can go on.
inline size_t alive_until(const Program& program, std::string_view text) {
  Machine machine(program);
  Machine::State state = machine.start();
  for (size_t i = 0; i < text.size(); ++i) {
    state = machine.step(state, static_cast<uint8_t>(text[i]));
    if (state == Machine::kDead) return i;
  }
  return text.size();
}

inline ToolSpec tool(std::string_view parameters, const std::string& name = "f") {
  return {Dict{{"name", name}, {"parameters", core::parse_json(parameters)}}};
}

inline const ToolSpec kWeather = tool(R"({"type": "object", "properties": {"city": {"type": "string"},
  "days": {"type": "integer"}, "unit": {"type": "string", "enum": ["C", "F"]}}, "required": ["city"]})",
                                      "get_weather");
inline const ToolSpec kNow = {Dict{{"name", "time.now"}}};

inline Program hermes(const std::vector<ToolSpec>& tools, CallMode mode = CallMode::required) {
  return chat::constraint::compile_calls(tools, {.form = CallForm::hermes, .mode = mode});
}
inline Program python(const std::vector<ToolSpec>& tools, CallMode mode = CallMode::required) {
  return chat::constraint::compile_calls(tools, {.form = CallForm::python, .mode = mode});
}

inline Program program(CallForm form, const std::vector<ToolSpec>& tools, CallMode mode = CallMode::required) {
  return chat::constraint::compile_calls(tools, {.form = form, .mode = mode});
}

inline std::string call(std::string_view arguments, std::string_view name = "get_weather") {
  return "<tool_call>\n{\"name\": \"" + std::string(name) + "\", \"arguments\": " + std::string(arguments) +
         "}\n</tool_call>";
}

}  // namespace constraint_test
