// Python's `text % values`.
#pragma once

#include <string>
#include <string_view>

#include "core/value.h"

namespace chat::python {

// Throws PythonError: TypeError, ValueError, KeyError, OverflowError (results beyond a million characters a field).
std::string percent_format(std::string_view pattern, const core::Value& values);

}  // namespace chat::python
