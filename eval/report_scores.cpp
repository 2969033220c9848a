// Scores, changes and failures of a report.
#include <algorithm>
#include <array>
#include <tuple>

#include "core/format.h"
#include "core/html.h"
#include "core/svg.h"
#include "core/text.h"
#include "eval/report_parts.h"
#include "eval/score_text.h"

namespace eval::report {

namespace {

std::string estimate_cell(double mean, const Interval& interval) {
  return core::html_escape(percent(mean)) + " " + core::html_text("span", interval_text(interval), "range");
}

// With a minus sign, which a terminal's columns do without.
std::string points_text(double share) {
  return core::replace_all(signed_points(share), "-", "−");
}

std::string change_cell(const Difference& of) {
  const std::string text = points_text(of.value);
  const std::string_view css_class = text == "0.0" ? "muted" : of.value > 0 ? "good" : "bad";
  return core::html_text("span", text, css_class) + " " +
         core::html_text("span", points_text(of.interval.low) + " to " + points_text(of.interval.high), "range wide");
}

core::Bar bar_of(const ReportRun& run, const env::bfcl::Category& category) {
  if (run.summary) {
    for (const seeds::CategorySummary& own : run.summary->categories) {
      if (own.category != &category) continue;
      core::Bar bar{100 * own.accuracy.mean, 100 * own.accuracy.interval.low, 100 * own.accuracy.interval.high};
      for (const double value : own.accuracy.by_seed) bar.dots.push_back(100 * value);
      return bar;
    }
  } else if (const CategoryScore* score = run.scores.find(category.name)) {
    return {100 * score->accuracy(), 100 * score->interval.low, 100 * score->interval.high};
  }
  return {.present = false};
}

std::string chart(const ReportInput& input) {
  core::BarChart bars;
  if (input.before) bars.series.push_back(input.before->label);
  bars.series.push_back(input.after.label);
  bars.unit = "%";
  for (const CategoryScore& score : input.after.scores.categories) {
    core::BarChart::Group group{std::string(score.category->name), {}};
    if (input.before) group.bars.push_back(bar_of(*input.before, *score.category));
    group.bars.push_back(bar_of(input.after, *score.category));
    bars.groups.push_back(std::move(group));
  }
  const bool seeds = input.after.summary || (input.before && input.before->summary);
  const std::string_view caption =
      seeds ? "Share of entries answered right: mean over seeds; dots are single seeds, lines 95 % intervals."
            : "Share of entries answered right; lines show 95 % Wilson intervals.";
  return core::html_element("figure", core::svg_bar_chart(bars) + core::html_text("figcaption", caption));
}

std::string table_alone(const Scores& scores) {
  core::HtmlTable table({{"category"}, {"entries", true}, {"right", true}, {"accuracy, 95 % interval", true}});
  for (const CategoryScore& score : scores.categories) {
    table.add_row({core::html_escape(score.category->name), std::to_string(score.total), std::to_string(score.correct),
                   estimate_cell(score.accuracy(), score.interval)});
  }
  for (const AverageScore& average : scores.averages()) {
    if (average.value) table.add_row({core::html_escape(average.title), "", "", percent(*average.value)}, "total");
  }
  return table.html();
}

std::string table_compared(const ReportInput& input) {
  const Comparison& comparison = *input.comparison;
  const bool seeds = comparison.has_several_seeds();
  std::vector<core::HtmlColumn> columns = {{"category"},
                                           {"entries", true},
                                           {input.before->label, true},
                                           {input.after.label, true},
                                           {"change, 95 % interval", true},
                                           {"gained", true},
                                           {"lost", true},
                                           {"p", true}};
  if (seeds) columns.push_back({"p, seeds", true});
  core::HtmlTable table(columns);
  const auto add = [&](std::string_view name, std::vector<std::string> counts, const Difference& of,
                       std::string_view css_class) {
    std::vector<std::string> row = {
        core::html_escape(name), counts[0], percent(of.before), percent(of.after),
        change_cell(of),         counts[1], counts[2],          core::html_escape(p_text(of.p))};
    if (seeds) row.push_back(of.p_seeds ? core::html_escape(p_text(*of.p_seeds)) : "–");
    table.add_row(std::move(row), css_class);
  };
  for (const CategoryChanges& own : comparison.categories) {
    add(own.category->name,
        {std::to_string(own.entries), std::to_string(own.gained.size()), std::to_string(own.lost.size())},
        own.difference, "");
  }
  for (const AverageChange& own : comparison.averages) add(own.title, {"", "", ""}, own.difference, "total");
  std::string note =
      "Entries that both runs answered, paired. Small figures are 95 % intervals of the change (Bonett and Price, "
      "2012). "
      "p: how likely so large a change is if neither run were better, by an exact permutation test over the entries";
  note += seeds ? " (with a seed each, McNemar's); “p, seeds” by Welch's t-test over the means of the seeds."
                : " (McNemar's); of averages over several categories by the normal distribution.";
  if (comparison.unpaired > 0) {
    note += core::format(" {} entries that one run alone has are left out.", comparison.unpaired);
  }
  return table.html() + core::html_text("p", note, "muted small");
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
  std::string out = core::html_text("h2", "Scores by category") + chart(input);
  if (input.comparison) {
    out += table_compared(input);
    for (const ReportRun* run : {&*input.before, &input.after}) {
      if (run->summary) continue;
      out += core::html_details("Scores of “" + core::html_escape(run->label) + "” alone, with their intervals",
                                table_alone(run->scores));
    }
  } else if (!input.after.summary) {
    out += table_alone(input.after.scores);  // of several seeds seed_section has the table
  }
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
  const bool seeds = input.after.summary || (input.before && input.before->summary);
  return core::html_text("h2", seeds ? "Failures by kind, counted once a seed" : "Failures by kind") +
         (rows.empty() ? core::html_text("p", "None.", "muted")
                       : table.html() + errors_by_category(input.after.scores));
}

}  // namespace eval::report
