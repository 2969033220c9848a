// Numeric literals: 1_000, 0x1f, 1e-5, 2j.
#pragma once

#include <string_view>

#include "core/value.h"

namespace chat::python {

inline bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// The end of the literal that starts at `begin` (a digit, or a point before one). Throws Failure as the tokenizer of
// CPython refuses: `01`, `1__0`, `1abc`, `0b12`.
size_t scan_number(std::string_view text, size_t begin);
// Value of a scanned literal; `offset` is its place, for errors. Throws Failure where an int has over 4,300 digits.
core::Value number_value(std::string_view literal, size_t offset);

}  // namespace chat::python
