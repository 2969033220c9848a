// The text form in which the checker compares strings. Knows nothing of calls or answers.
#pragma once

#include <string>
#include <string_view>

namespace eval {

// Deletes each of space , . / - _ * ^, lower-cases, then turns ' into ". Tabs, newlines and NBSP stay.
std::string standardise(std::string_view text);

}  // namespace eval
