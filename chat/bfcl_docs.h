// Function documents as BFCL prints them into prompts: JSON, XML, or Python doc strings.
// Mirrors format_function_doc of bfcl_eval/model_handler/utils.py, its quirks included. Knows no prompt texts.
#pragma once

#include <string>

#include "core/value.h"

namespace chat {

enum class DocFormat { python, xml, json };

// `functions`: a list of {"name", "description", "parameters": {"properties", "required"}}.
// Throws core::Error(data) where the benchmark's own printer would fail (no name, no parameters…).
std::string format_function_docs(const core::Value& functions, DocFormat format);

}  // namespace chat
