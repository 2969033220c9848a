// Python's ast.literal_eval: text of constants and containers -> value. Evaluates nothing.
#pragma once

#include <string_view>

#include "core/value.h"

namespace chat::python {

// Throws PythonError: SyntaxError, ValueError for what is no literal, TypeError for an unhashable key;
// NotImplementedError for sets and `...`, which Python takes and core::Value cannot hold.
core::Value literal_eval(std::string_view text);

}  // namespace chat::python
