// Python's operators and conversions on values as the simulators apply them to whatever a caller passed. All raise
// (PythonError) with the texts of CPython 3.11.
#pragma once

#include <optional>
#include <string_view>

#include "core/value.h"

namespace env::bfcl {

// int, float or bool; is_numeric: or complex.
bool is_real(const core::Value& value);
bool is_numeric(const core::Value& value);

// a < b for numbers and for strings. Lists and tuples are refused too, though Python orders them.
bool python_less(const core::Value& a, const core::Value& b);
// a += b and a -= b for numbers; += also joins two strings.
core::Value python_add_in_place(const core::Value& a, const core::Value& b);
core::Value python_subtract_in_place(const core::Value& a, const core::Value& b);
// a - b for numbers.
core::Value python_subtract(const core::Value& a, const core::Value& b);
// a * factor, where a sequence times a whole number repeats it.
core::Value python_multiply(const core::Value& a, const core::Value& factor);
// a / b
core::Value python_divide(const core::Value& a, const core::Value& b);
// float(value): numbers, and texts such as " 1_000.5 ", "-inf".
double python_to_float(const core::Value& value);
// round(value, digits) of a float, digits from -308 to 323: the nearest decimal of its exact value, ties to even.
double python_round(double value, int digits);

// container[key] for a text key.
const core::Value& python_subscript(const core::Value& container, std::string_view key);
// dict[key], raising KeyError where it is missing; `find` gives nullptr there (`key in dict`). Both raise TypeError for
// an unhashable key.
const core::Value& python_lookup(const core::Dict& dict, const core::Value& key);
const core::Value* python_find(const core::Dict& dict, const core::Value& key);
// hash(key): raises TypeError "unhashable type: 'list'".
void require_hashable(const core::Value& key);

// Whether the value is this str.
inline bool is_text(const core::Value& value, std::string_view text) {
  const std::string* own = value.if_string();
  return own != nullptr && *own == text;
}

}  // namespace env::bfcl
