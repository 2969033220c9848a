// int() and float() of a str, as CPython 3.11 reads it: digits of any script, single underscores between digits, white
// space around. Source code's literals are in chat/python/number.h.
#pragma once

#include <optional>
#include <string_view>

#include "core/value.h"

namespace chat::python {

// Longer decimal texts are refused by int().
inline constexpr size_t kMaxIntDigits = 4300;

// The value of a decimal digit of any script (what `\d` matches in a str pattern), -1 for other characters.
int digit_value(char32_t code_point);

// nullopt where int(text) raises ValueError.
std::optional<core::Value> int_of_text(std::string_view text);
// nullopt where float(text) raises ValueError. Takes inf and nan; overflow gives infinity.
std::optional<double> float_of_text(std::string_view text);

}  // namespace chat::python
