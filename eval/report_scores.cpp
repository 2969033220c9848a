// Scores, changes and failures of a report.
#include <algorithm>
#include <array>
#include <cmath>
#include <tuple>

#include "core/format.h"
#include "core/html.h"
#include "core/svg.h"
#include "core/text.h"
#include "eval/changes.h"
#include "eval/report_parts.h"

namespace eval::report {

namespace {

std::string score_cell(const CategoryScore* score) {
  if (score == nullptr) return core::html_text("span", "–", "muted");
  return core::html_escape(percent(score->accuracy())) + "<br>" +
         core::html_text("span", core::format("{.1} – {.1}", 100 * score->interval.low, 100 * score->interval.high),
                         "range");
}

std::string change_cell(double points) {
  const std::string text = core::format("{}{.1}", points > 0 ? "+" : points < 0 ? "−" : "", std::abs(points));
  return core::html_text("span", text, points > 0 ? "good" : points < 0 ? "bad" : "muted");
}

std::string p_text(double p) {
  return p < 0.001 ? "< 0.001" : core::fixed(p, 3);
}

core::Bar bar_of(const CategoryScore* score) {
  if (score == nullptr) return {.present = false};
  return {100 * score->accuracy(), 100 * score->interval.low, 100 * score->interval.high, true};
}

std::string chart(const ReportInput& input) {
  core::BarChart bars;
  if (input.before) bars.series.push_back(input.before->label);
  bars.series.push_back(input.after.label);
  bars.unit = "%";
  for (const CategoryScore& score : input.after.scores.categories) {
    core::BarChart::Group group{std::string(score.category->name), {}};
    if (input.before) group.bars.push_back(bar_of(input.before->scores.find(score.category->name)));
    group.bars.push_back(bar_of(&score));
    bars.groups.push_back(std::move(group));
  }
  return core::html_element("figure",
                            core::svg_bar_chart(bars) + core::html_text("figcaption",
                                                                        "Share of entries answered right; lines show "
                                                                        "95 % Wilson intervals."));
}

std::string table_alone(const ReportInput& input) {
  core::HtmlTable table({{"category"}, {"entries", true}, {"right", true}, {"accuracy, 95 % interval", true}});
  for (const CategoryScore& score : input.after.scores.categories) {
    table.add_row({core::html_escape(score.category->name), std::to_string(score.total), std::to_string(score.correct),
                   score_cell(&score)});
  }
  for (const AverageScore& average : input.after.scores.averages()) {
    if (average.value) table.add_row({core::html_escape(average.title), "", "", percent(*average.value)}, "total");
  }
  return table.html();
}

std::string table_compared(const ReportInput& input) {
  const ReportRun& before = *input.before;
  core::HtmlTable table({{"category"},
                         {"entries", true},
                         {before.label, true},
                         {input.after.label, true},
                         {"change", true},
                         {"gained", true},
                         {"lost", true},
                         {"p", true}});
  for (const CategoryScore& score : input.after.scores.categories) {
    const CategoryScore* earlier = before.scores.find(score.category->name);
    const PairedChanges changes = paired_changes(before.results.lines, input.after.results.lines, score.category->name);
    table.add_row({core::html_escape(score.category->name), std::to_string(score.total), score_cell(earlier),
                   score_cell(&score),
                   earlier == nullptr ? "" : change_cell(100 * (score.accuracy() - earlier->accuracy())),
                   std::to_string(changes.gained.size()), std::to_string(changes.lost.size()),
                   core::html_escape(p_text(changes.p_value()))});
  }
  const std::vector<AverageScore> earlier = before.scores.averages();
  const std::vector<AverageScore> later = input.after.scores.averages();
  for (size_t i = 0; i < later.size(); ++i) {
    if (!later[i].value || !earlier[i].value) continue;
    table.add_row({core::html_escape(later[i].title), "", percent(*earlier[i].value), percent(*later[i].value),
                   change_cell(100 * (*later[i].value - *earlier[i].value)), "", "", ""},
                  "total");
  }
  return table.html() +
         core::html_text("p",
                         "Small figures are 95 % Wilson intervals. Gained and lost count entries that both runs "
                         "answered; p is the exact sign test over them.",
                         "muted small");
}

std::string errors_by_category(const Scores& scores) {
  core::HtmlTable table({{"category"}, {"error type of the benchmark"}, {"entries", true}});
  for (const CategoryScore& score : scores.categories) {
    for (const auto& [type, count] : score.error_types) {
      table.add_row({core::html_escape(score.category->name), core::html_text("code", type), std::to_string(count)});
    }
  }
  return core::html_details("By category", table.html());
}

}  // namespace

std::string explain_error_type(std::string_view error_type) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 29> kTexts = {{
      {"ast_decoder:decoder_failed", "no readable call"},
      {"ast_decoder:decoder_wrong_output_format", "readable, but not a list of calls"},
      {"simple_function_checker:wrong_count", "wrong number of calls"},
      {"multiple_function_checker:wrong_count", "wrong number of calls"},
      {"parallel_function_checker_no_order:wrong_count", "wrong number of calls"},
      {"parallel_function_checker_no_order:cannot_find_match", "one of several calls is wrong"},
      {"simple_function_checker:wrong_func_name", "wrong function"},
      {"simple_function_checker:missing_required", "a required argument is missing"},
      {"simple_function_checker:missing_optional", "an argument that was asked for is missing"},
      {"simple_function_checker:unexpected_param", "an argument that was not asked for"},
      {"type_error:simple", "an argument of the wrong type"},
      {"type_error:nested", "a list with elements of the wrong type"},
      {"value_error:string", "a wrong text"},
      {"value_error:others", "a wrong number or truth value"},
      {"value_error:list/tuple", "a wrong list"},
      {"value_error:dict_key", "a dict with wrong keys"},
      {"value_error:dict_value", "a dict with a wrong value"},
      {"value_error:list_dict_count", "a list of dicts of the wrong length"},
      {"irrelevance_error:decoder_success", "a call where none was wanted"},
      {"relevance_error:decoder_failed", "no call where one was wanted"},
      {"multi_turn:inference_error", "no list of turns"},
      {"multi_turn:force_terminated", "broken off: it never stopped calling"},
      {"multi_turn:empty_turn_model_response", "no call in a turn that needs one"},
      {"multi_turn:instance_state_mismatch", "the world is not as it should be"},
      {"multi_turn:execution_response_mismatch", "a result that was needed was never fetched"},
      {"agentic:inference_error", "no conversation"},
      {"agentic:no_last_message", "no last message that is not a call"},
      {"agentic:answer_not_found", "the answer is not in the last message"},
      {"inference:context_exceeded", "longer than the model's context"},
  }};
  for (const auto& [type, text] : kTexts) {
    if (type == error_type) return std::string(text);
  }
  return std::string(error_type);
}

std::string score_section(const ReportInput& input) {
  std::string out = core::html_text("h2", "Scores by category") + chart(input) +
                    (input.before ? table_compared(input) : table_alone(input));
  for (const std::string& remark : left_out_remarks(input.after.scores)) {
    out += core::html_text("p", remark + ".", "muted small");
  }
  return out;
}

std::string error_section(const ReportInput& input) {
  // Failures of both runs by type, the most frequent of the later run first.
  std::map<std::string, std::pair<size_t, size_t>> counts;
  if (input.before) {
    for (const CategoryScore& score : input.before->scores.categories) {
      for (const auto& [type, count] : score.error_types) counts[type].first += count;
    }
  }
  for (const CategoryScore& score : input.after.scores.categories) {
    for (const auto& [type, count] : score.error_types) counts[type].second += count;
  }
  std::vector<std::pair<std::string, std::pair<size_t, size_t>>> rows(counts.begin(), counts.end());
  std::sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) {
    return std::tuple(a.second.second, a.second.first, b.first) > std::tuple(b.second.second, b.second.first, a.first);
  });
  std::vector<core::HtmlColumn> columns = {{"what went wrong"}, {"error type of the benchmark"}};
  if (input.before) columns.push_back({input.before->label, true});
  columns.push_back({input.after.label, true});
  core::HtmlTable table(columns);
  for (const auto& [type, count] : rows) {
    std::vector<std::string> row = {core::html_escape(explain_error_type(type)), core::html_text("code", type)};
    if (input.before) row.push_back(std::to_string(count.first));
    row.push_back(std::to_string(count.second));
    table.add_row(std::move(row));
  }
  return core::html_text("h2", "Failures by kind") + (rows.empty()
                                                          ? core::html_text("p", "None.", "muted")
                                                          : table.html() + errors_by_category(input.after.scores));
}

}  // namespace eval::report
