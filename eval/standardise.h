// The text form in which the checker compares strings. Knows nothing of calls or answers.
#pragma once

#include <string>
#include <string_view>

namespace eval {

// Python's str.lower(): full Unicode mapping (one capital becomes two code points for U+0130) and the final-sigma rule.
// UTF-8 in and out; bytes that are not UTF-8 stay as they are.
std::string python_lower(std::string_view text);

// Deletes each of space , . / - _ * ^, lower-cases, then turns ' into ". Tabs, newlines and NBSP stay.
std::string standardise(std::string_view text);

}  // namespace eval
