// Assistant text -> tool calls. Two styles of the field, tolerant where the field is, with typed errors as values.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "chat/message.h"

namespace chat {

enum class CallError {
  none,
  no_call,        // plain text
  unclosed_tag,   // <tool_call> without its end
  invalid_json,   // the body is not JSON
  not_an_object,  // JSON, but no {"name", "arguments"} object
  missing_name,
  bad_arguments,    // arguments are neither an object nor a JSON text of one
  invalid_python,   // not a Python expression
  not_a_call_list,  // an expression, but not a list of calls
  positional_argument,
  unsupported_value,  // an argument that is no literal
};
std::string_view call_error_name(CallError error);

struct ParsedCalls {
  std::vector<ToolCall> calls;
  CallError error = CallError::none;
  std::string message;  // one line for a person or for an observation
  std::string text;     // what stands outside the calls (Hermes), reasoning removed
  std::string reasoning;

  bool ok() const { return error == CallError::none; }
};

// Hermes: each <tool_call>{"name": …, "arguments": …}</tool_call>; `<think>…</think>` goes to `reasoning`.
ParsedCalls parse_hermes_calls(std::string_view text);
// Python: [f(a=1), g(b="x")], with or without the outer brackets, back-ticks or a code fence.
ParsedCalls parse_python_calls(std::string_view text);

// The text of calls in either style; parse(format(calls)) gives the calls back.
std::string format_hermes_calls(const std::vector<ToolCall>& calls);
std::string format_python_calls(const std::vector<ToolCall>& calls);

}  // namespace chat
