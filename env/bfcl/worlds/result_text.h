// What a caller reads of a returned value, and of an exception.
#pragma once

#include <string>
#include <string_view>

#include "core/value.h"

namespace env::bfcl {

// A str as it is; a dict as json.dumps prints it, or as str() where it has no JSON; anything else as str()
// (reference: multi_turn_utils.py, execute_multi_turn_func_call).
std::string result_text(const core::Value& value);

// "Error during execution: …"
std::string error_text(std::string_view exception_text);

}  // namespace env::bfcl
