// Python's `text % values`.
#pragma once

#include <string>
#include <string_view>

#include "core/value.h"

namespace chat::python {

// Throws PythonError: TypeError, ValueError, KeyError, OverflowError (results beyond a million characters a field),
// MemoryError (texts of more than `most_bytes` on the way).
std::string percent_format(std::string_view pattern, const core::Value& values, size_t most_bytes);

}  // namespace chat::python
