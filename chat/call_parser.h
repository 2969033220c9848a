// Assistant text -> tool calls, in the forms of the field (chat/call_form.h), tolerant where the field is, with typed
// errors as values.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "chat/call_form.h"
#include "chat/message.h"

namespace chat {

enum class CallError {
  none,
  no_call,        // plain text
  unclosed_tag,   // <tool_call>, or the JSON of calls, without its end
  invalid_json,   // the body is not JSON
  not_an_object,  // JSON, but no {"name", "arguments"} object
  missing_name,
  bad_arguments,    // arguments are neither an object nor a JSON text of one
  invalid_python,   // not a Python expression
  not_a_call_list,  // an expression, but not a list of calls
  positional_argument,
  unsupported_value,  // an argument that is no literal
};
inline constexpr std::array<std::string_view, 11> kCallErrorNames = {
    "none",          "no_call",        "unclosed_tag",    "invalid_json",        "not_an_object",    "missing_name",
    "bad_arguments", "invalid_python", "not_a_call_list", "positional_argument", "unsupported_value"};
std::string_view call_error_name(CallError error);

struct ParsedCalls {
  std::vector<ToolCall> calls;
  CallError error = CallError::none;
  std::string message;  // one line for a person or for an observation
  std::string text;     // what stands outside the calls (not in Python's form), reasoning removed
  std::string reasoning;

  bool ok() const { return error == CallError::none; }
};

ParsedCalls parse_calls(CallForm form, std::string_view text);
// Hermes: each <tool_call>{"name": …, "arguments": …}</tool_call>; `<think>…</think>` goes to `reasoning`.
ParsedCalls parse_hermes_calls(std::string_view text);
// Python: [f(a=1), g(b="x")], with or without the outer brackets, back-ticks or a code fence.
ParsedCalls parse_python_calls(std::string_view text);
// Llama 3: {"name": …, "parameters": …}; …, at the reply's beginning or behind <|python_tag|>, set apart by `;`, `,` or
// white space, or as a JSON list; or, as Llama 3.2 has it, Python's [f(a=1)]. Untagged JSON without a "name" is an
// answer.
ParsedCalls parse_llama3_calls(std::string_view text);
// Mistral (up to its tenth tokenizer): [TOOL_CALLS] [{"name": …, "arguments": …, "id": …}]; the id may be missing.
ParsedCalls parse_mistral_calls(std::string_view text);

// The text of calls, in any form but `none`; parse(format(calls)) gives the calls back.
std::string format_calls(CallForm form, const std::vector<ToolCall>& calls);
std::string format_hermes_calls(const std::vector<ToolCall>& calls);
std::string format_python_calls(const std::vector<ToolCall>& calls);
std::string format_llama3_calls(const std::vector<ToolCall>& calls);
std::string format_mistral_calls(const std::vector<ToolCall>& calls);

// Gives each call without an id of nine characters, which Mistral's templates take alone, one that `next` counts up
// for.
void complete_call_ids(std::vector<ToolCall>& calls, size_t& next);

}  // namespace chat
