// Sections of report.html, as HTML. For eval/report.cpp only.
#pragma once

#include <string>
#include <string_view>

#include "eval/report.h"

namespace eval::report {

std::string percent(double share);                    // "41.7 %"
std::string interval_text(const Interval& interval);  // "37.5 – 56.7"
// A title of entries from one seed, which it names where there are several.
std::string samples_title(std::string_view title, const ReportRun& run);
std::string verdict_tag(bool valid);  // "right" or "wrong"
// "right", or what went wrong with the benchmark's name for it; as HTML.
std::string verdict_cell(const std::string& error_type);
// "312 + 45 tokens, 1.2 s" of an entry; empty where a result has none of it.
std::string cost_text(const ResultLine& line);
// "simple_function_checker:wrong_count" -> "wrong number of calls", or the type itself.
std::string explain_error_type(std::string_view error_type);

std::string score_section(const ReportInput& input);     // chart, table, averages
std::string seed_section(const ReportInput& input);      // several seeds: how far they agree, entry by entry
std::string change_section(const ReportInput& input);    // entries that flipped
std::string error_section(const ReportInput& input);     // failures by kind
std::string fault_section(const ReportInput& input);     // entries whose truth is at fault, scores without them
std::string training_section(const ReportInput& input);  // loss curve
std::string cost_section(const ReportInput& input);      // tokens and seconds
std::string sample_section(const ReportInput& input);    // requests, replies, truths
std::string turn_section(const ReportInput& input);      // multi-turn entries, turn by turn
std::string facts_section(const ReportInput& input);     // model, config, data, times

}  // namespace eval::report
