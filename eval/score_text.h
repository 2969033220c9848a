// Scores as text, the same in tables, files and pages.
#pragma once

#include <string>

namespace eval {

std::string percent_number(double share);  // 0.417 -> "41.7"
std::string signed_points(double share);   // 0.03 -> "+3.0", -0.005 -> "-0.5", 0 -> "0.0"
std::string p_text(double p);              // "0.043", "< 0.001"
// The error type, or "right" where there is none.
std::string verdict_name(const std::string& error_type);

}  // namespace eval
