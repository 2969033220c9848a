// What the converters of both languages share. Texts are UTF-8; digits, spaces and characters are Python's.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "core/value.h"

namespace eval {

using Nested = std::optional<std::string_view>;  // the documented type of elements
inline constexpr size_t kNone = std::string_view::npos;

// -?\d+ with, where allowed, a fraction and an exponent, then one of `suffixes` unless there are none.
struct NumberPattern {
  bool fraction = false;
  bool exponent = false;
  std::string_view suffixes;
};
// The number without its suffix, where it is the whole text (a line end may follow).
std::optional<std::string_view> match_number(std::string_view text, const NumberPattern& pattern);

// int(text), which raises PythonError(ValueError); for texts that match_number() took.
core::Value to_int(std::string_view text);
double to_float(std::string_view text);

// int(text), else float(text), else the text.
core::Value guess_number(std::string_view text);

// A text between two of the same quote; one quote alone counts as both.
bool is_quoted(std::string_view text, char quote);

// text.split(","), each part stripped.
std::vector<std::string_view> split_elements(std::string_view text);

}  // namespace eval
