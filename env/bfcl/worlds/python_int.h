// Python's int(): what it makes of numbers and texts.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "core/value.h"

namespace env::bfcl {

// int(value): floats are cut off, texts such as " 1_000" or "-7" read in base 10. Throws PythonError with the texts of
// CPython 3.11: "invalid literal for int() with base 10: 'x'", "cannot convert float NaN to integer".
core::Value python_to_int(const core::Value& value);
// The int that a text of ASCII digits is; none for other texts, and where there are more digits than always fit.
std::optional<int64_t> small_int(std::string_view text);

}  // namespace env::bfcl
