// The builtin functions that constants may be given to inside an operator: len('abc') + 1.
#pragma once

#include <string_view>
#include <vector>

#include "core/value.h"

namespace eval {

// Positional arguments only. Throws PythonError: NameError where there is no such function, else what Python raises;
// NotImplementedError for arguments that Python takes and this does not.
core::Value call_builtin(std::string_view name, const std::vector<core::Value>& arguments);

}  // namespace eval
