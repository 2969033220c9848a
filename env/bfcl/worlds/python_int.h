// Python's int(): what it makes of numbers and texts.
#pragma once

#include "core/value.h"

namespace env::bfcl {

// int(value): floats are cut off, texts such as " 1_000" or "-7" read in base 10. Throws PythonError with the texts of
// CPython 3.11: "invalid literal for int() with base 10: 'x'", "cannot convert float NaN to integer".
core::Value python_to_int(const core::Value& value);

}  // namespace env::bfcl
