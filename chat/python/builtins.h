// The builtin functions that may be called on constants: len('abc') + 1, round(number=2.5).
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/value.h"

namespace chat::python {

using Keywords = std::vector<std::pair<std::string, core::Value>>;

// Whether Python 3.11 has a builtin function or type of this name.
bool is_builtin(std::string_view name);
// Throws PythonError: NameError where there is no such function, else what Python raises; NotImplementedError for
// arguments that Python takes and this does not. Nothing is printed, read or executed.
core::Value call_builtin(std::string_view name, const std::vector<core::Value>& arguments,
                         const Keywords& keywords = {});

}  // namespace chat::python
