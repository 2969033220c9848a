// The reference's reading of a Python call list: default_decode_ast_prompting with return format python.
#pragma once

#include <string>
#include <string_view>

#include "core/value.h"

namespace eval {

// Outer back-ticks, newlines and blanks go; a missing bracket at either end is added.
std::string bracketed(std::string_view text);
// The first <TOOLCALL>…</TOOLCALL>, stripped. Throws PythonError(ValueError).
std::string tagged_part(const std::string& text);

// `text` is bracketed. A list of one-key dicts. Throws PythonError.
core::Value decode_python_calls(std::string_view text);

// Calls as source text: what the multi-turn environment executes. Throws PythonError.
core::Value execution_list(const core::Value& calls);

}  // namespace eval
