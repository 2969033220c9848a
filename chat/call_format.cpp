// Tool calls -> text, in the forms that chat/call_parser.h reads; and what the forms have in common.
#include "chat/call_parser.h"
#include "chat/python/parser.h"
#include "core/error.h"
#include "core/json.h"
#include "core/python_string.h"
#include "core/python_text.h"
#include "core/text.h"

namespace chat {

std::string_view call_error_name(CallError error) {
  return kCallErrorNames.at(static_cast<size_t>(error));
}

ParsedCalls parse_calls(CallForm form, std::string_view text) {
  switch (form) {
    case CallForm::hermes:
      return parse_hermes_calls(text);
    case CallForm::python:
      return parse_python_calls(text);
    case CallForm::llama3_json:
      return parse_llama3_calls(text);
    case CallForm::mistral:
      return parse_mistral_calls(text);
    case CallForm::none:
      break;
  }
  ParsedCalls out;
  out.error = CallError::no_call;
  out.message = "the model's calls are in no form that is read";
  out.text = core::trim(text);
  return out;
}

std::string format_calls(CallForm form, const std::vector<ToolCall>& calls) {
  FR_CHECK(form != CallForm::none, "calls need a form");
  switch (form) {
    case CallForm::python:
      return format_python_calls(calls);
    case CallForm::llama3_json:
      return format_llama3_calls(calls);
    case CallForm::mistral:
      return format_mistral_calls(calls);
    default:
      return format_hermes_calls(calls);
  }
}

std::string format_hermes_calls(const std::vector<ToolCall>& calls) {
  std::string out;
  for (const ToolCall& call : calls) {
    if (!out.empty()) out += '\n';
    const core::Dict body{{"name", call.name}, {"arguments", call.arguments}};
    out += "<tool_call>\n" + core::dump_json(body) + "\n</tool_call>";
  }
  return out;
}

std::string format_python_calls(const std::vector<ToolCall>& calls) {
  std::string out = "[";
  for (const ToolCall& call : calls) {
    if (out.size() > 1) out += ", ";
    out += call.name + "(";
    bool first = true;
    for (const auto& [key, value] : call.arguments) {
      if (!first) out += ", ";
      first = false;
      const std::string name = core::python_str(key);
      // `class=1` is no Python; a dict can hold any name.
      out += python::is_plain_name(name) ? name + "=" + core::python_repr(value)
                                         : "**{" + core::python_repr(key) + ": " + core::python_repr(value) + "}";
    }
    out += ")";
  }
  return out + "]";
}

std::string format_llama3_calls(const std::vector<ToolCall>& calls) {
  std::string out;
  for (const ToolCall& call : calls) {
    if (!out.empty()) out += "; ";
    out += core::dump_json(core::Dict{{"name", call.name}, {"parameters", call.arguments}});
  }
  return out;
}

std::string format_mistral_calls(const std::vector<ToolCall>& calls) {
  core::List list;
  for (const ToolCall& call : calls) {
    core::Dict body{{"name", call.name}, {"arguments", call.arguments}};
    if (!call.id.empty()) body["id"] = call.id;
    list.emplace_back(std::move(body));
  }
  return std::string(call_mark(CallForm::mistral)) + " " + core::dump_json(list);
}

void complete_call_ids(std::vector<ToolCall>& calls, size_t& next) {
  constexpr size_t kSize = 9;
  for (ToolCall& call : calls) {
    if (core::count_code_points(call.id) == kSize) continue;
    const std::string number = std::to_string(next++);
    call.id = "call" + std::string(kSize, '0') + number;
    call.id.erase(4, call.id.size() - kSize);
  }
}

}  // namespace chat
