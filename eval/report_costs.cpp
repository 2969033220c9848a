// What the results took: tokens and seconds, an entry and all of them.
#include "core/format.h"
#include "core/html.h"
#include "core/progress.h"
#include "eval/costs.h"
#include "eval/report_parts.h"

namespace eval::report {

namespace {

// "312", "12.3k": whole numbers up to four digits.
std::string count_text(double count) {
  return count < 10000 ? core::fixed(count, 0) : core::format_count(count);
}

// "0.042 s", "1.24 s", "3:07"
std::string seconds_text(double seconds) {
  if (seconds >= 60) return core::format_duration(seconds);
  return core::fixed(seconds, seconds < 0.1 ? 3 : seconds < 10 ? 2 : 1) + " s";
}

void add_row(core::HtmlTable& table, std::string_view name, const CategoryCosts& costs, std::string_view css_class) {
  const auto input = static_cast<double>(costs.input_tokens);
  const auto output = static_cast<double>(costs.output_tokens);
  const bool timed = costs.total_s > 0;
  const auto time = [timed](double seconds) { return timed ? seconds_text(seconds) : "–"; };
  const bool counted = costs.input_tokens > 0 || costs.output_tokens > 0;
  const auto tokens = [counted](double count) { return counted ? count_text(count) : "–"; };
  table.add_row({core::html_escape(name), std::to_string(costs.results), tokens(costs.per_result(input)),
                 tokens(costs.per_result(output)), tokens(input), tokens(output), time(costs.per_result(costs.total_s)),
                 time(costs.median_s), time(costs.percentile_95_s), time(costs.total_s)},
                css_class);
}

}  // namespace

std::string cost_text(const ResultLine& line) {
  std::string text;
  const int64_t input = token_sum(line.input_tokens);
  const int64_t output = token_sum(line.output_tokens);
  if (input > 0 || output > 0) text = core::format("{} + {} tokens", input, output);
  if (const double seconds = step_sum(line.latency_s); seconds > 0) {
    text += (text.empty() ? "" : ", ") + seconds_text(seconds);
  }
  return text;
}

std::string cost_section(const ReportInput& input) {
  const std::vector<CategoryCosts> costs = costs_of(input.after.lines());
  if (costs.empty()) return {};
  core::HtmlTable table({{"category"},
                         {"results", true},
                         {"prompt tokens", true},
                         {"reply tokens", true},
                         {"prompts, sum", true},
                         {"replies, sum", true},
                         {"latency, mean", true},
                         {"median", true},
                         {"95th %ile", true},
                         {"sum", true}});
  for (const CategoryCosts& own : costs) {
    if (own.category != nullptr) add_row(table, own.category->name, own, "");
  }
  add_row(table, input.before ? "all, " + input.after.label : "all", costs.back(), "total");
  if (input.before) {
    const std::vector<CategoryCosts> earlier = costs_of(input.before->lines());
    if (!earlier.empty()) add_row(table, "all, " + input.before->label, earlier.back(), "total");
  }
  std::string note =
      "Tokens of a result are those of all its steps; latency is from a request to its answer, over all steps, so that "
      "results which were asked for at the same time overlap.";
  if (input.after.seeds.size() > 1) note += " Each entry counts once a seed.";
  if (!input.priced.empty()) note += " " + input.priced;
  return core::html_text("h2", "Tokens and time") + table.html() + core::html_text("p", note, "muted small");
}

}  // namespace eval::report
