// Comparing result texts with the oracle's: what may differ between two runs of the reference does not count.
#pragma once

#include <string>

namespace eval::oracle {

inline constexpr size_t kMaxShown = 300;  // bytes of a text in an explanation

// Equal but for texts of syntax errors, the end of a RecursionError's text and the order in a printed set (the
// oracle's README.md).
bool same_result(const std::string& found, const std::string& expected);

// Two JSON texts that are equal but for floats no further apart than this.
bool same_numbers(const std::string& found, const std::string& expected, double tolerance);

// The two texts from a little before where they part.
std::string text_difference(const std::string& found, const std::string& expected);

}  // namespace eval::oracle
