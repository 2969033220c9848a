// The reference's decoders that read JSON: return format json, QwenFCHandler, OpenAICompletionsHandler.
#pragma once

#include <string_view>

#include "core/value.h"

namespace eval {

// [{"function": …, "parameters": …}, …] inside `text`; no JSON gives an empty list. Throws PythonError.
core::Value decode_json_calls(std::string_view text);

// <tool_call> texts -> [{name: arguments}, …]. Throws PythonError.
core::Value decode_qwen_calls(const core::Value& raw);
// The same as source text of calls.
core::Value qwen_execution_list(const core::Value& raw);

// [{name: JSON text}, …] -> [{name: arguments}, …]. Throws PythonError.
core::Value decode_openai_calls(const core::Value& raw);
core::Value openai_execution_list(const core::Value& raw);

}  // namespace eval
