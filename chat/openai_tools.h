// The benchmark's function documents as tools of OpenAI's chat completions: JSON schema's types in place of the
// benchmark's. Mirrors convert_to_tool of bfcl_eval/model_handler/utils.py. Knows no messages and no network.
#pragma once

#include "core/value.h"

namespace chat {

// `functions`: a list of function documents; dots in names become underscores. Returns a list of
// {"type": "function", "function": …}. Throws core::Error(data) for a document without name or parameters.
core::List openai_tools(const core::List& functions);

}  // namespace chat
