// Entries that changed between two runs, and why; entries whose truth is at fault.
#include "core/format.h"
#include "core/html.h"
#include "eval/changes.h"
#include "eval/known_faults.h"
#include "eval/report_parts.h"

namespace eval::report {

namespace {

// Of several seeds with how many got it right.
std::string side_cell(const std::string& error_type, size_t right, size_t seeds) {
  std::string cell = verdict_cell(error_type);
  if (seeds > 1) cell = core::html_text("span", core::format("{} / {} ", right, seeds), "muted") + cell;
  return cell;
}

std::string change_table(const CategoryChanges& changes, const ReportInput& input) {
  core::HtmlTable table({{"entry"}, {input.before->label}, {input.after.label}});
  for (const auto* list : {&changes.lost, &changes.gained, &changes.other}) {
    for (const Change& change : *list) {
      table.add_row({core::html_text("code", change.id),
                     side_cell(change.before, change.right_before, input.comparison->seeds_before),
                     side_cell(change.after, change.right_after, input.comparison->seeds_after)});
    }
  }
  return table.html();
}

// Scores with and without the entries that no answer can satisfy, of the categories that have some.
std::string corrected_table(const ReportRun& run) {
  const Scores corrected =
      score(run.results.lines, [&](const ResultLine& line) { return !is_unsatisfiable(line.id, run.decode); });
  core::HtmlTable table({{"category"}, {"as the benchmark counts", true}, {"without them", true}, {"left out", true}});
  for (const CategoryScore& whole : run.scores.categories) {
    const CategoryScore* rest = corrected.find(whole.category->name);
    const size_t left_out = whole.total - (rest == nullptr ? 0 : rest->total);
    if (left_out == 0) continue;
    table.add_row({core::html_escape(whole.category->name), percent(whole.accuracy()),
                   rest == nullptr ? "" : percent(rest->accuracy()), std::to_string(left_out)});
  }
  return core::html_text("h3", "Scores without the entries that no answer can satisfy") + table.html();
}

}  // namespace

std::string verdict_cell(const std::string& error_type) {
  if (error_type.empty()) return core::html_text("span", "right", "good");
  return core::html_escape(explain_error_type(error_type)) + " " + core::html_text("code", error_type);
}

std::string change_section(const ReportInput& input) {
  if (!input.comparison) return {};
  std::string body;
  for (const CategoryChanges& changes : input.comparison->categories) {
    if (changes.gained.empty() && changes.lost.empty() && changes.other.empty()) continue;
    const std::string summary =
        core::html_text("strong", changes.category->name) + " " +
        core::html_text("span", core::format("+{}", changes.gained.size()), "good") + " / " +
        core::html_text("span", core::format("−{}", changes.lost.size()), "bad") + " " +
        core::html_text("span", core::format("{} fail in another way", changes.other.size()), "muted");
    body += core::html_details(summary, change_table(changes, input));
  }
  if (body.empty()) body = core::html_text("p", "No entry changed.", "muted");
  if (input.comparison->has_several_seeds()) {
    body = core::html_text("p",
                           "Entries that other shares of the seeds get right than before; in front, how many do. Of "
                           "several failures the most frequent is named.",
                           "muted small") +
           body;
  }
  return core::html_text("h2", "Entries that changed") + body;
}

std::string fault_section(const ReportInput& input) {
  core::HtmlTable table({{"entry"}, {"trouble"}, {"reason"}, {"this run"}});
  size_t rows = 0;
  for (const KnownFault& fault : known_faults()) {
    const ResultLine* line = input.after.results.find(std::string(fault.id));
    if (line == nullptr || !line->judged) continue;
    table.add_row({core::html_text("code", fault.id), core::html_escape(scope_text(fault.scope)),
                   core::html_escape(fault.reason), verdict_cell(line->error_type)});
    ++rows;
  }
  if (rows == 0) return {};
  std::string out = core::html_text("h2", "Known faults of the benchmark") +
                    core::html_text("p",
                                    "Entries of this run whose truth or checker is at fault. The scores above count "
                                    "them as the benchmark does.",
                                    "muted small") +
                    core::html_details(core::format("{} entries", rows), table.html());
  return input.corrected ? out + corrected_table(input.after) : out;
}

}  // namespace eval::report
