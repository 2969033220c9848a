#include "eval/report.h"

#include <algorithm>
#include <array>

#include "core/error.h"
#include "core/html.h"
#include "core/progress.h"
#include "core/python_text.h"
#include "core/text.h"
#include "eval/report_parts.h"
#include "eval/score_text.h"

namespace eval {

namespace {

std::string card(std::string_view label, std::string_view value, std::string_view note = {}) {
  std::string content = core::html_text("div", value, "value") + core::html_text("div", label, "label");
  if (!note.empty()) content += core::html_text("div", note, "label");
  return core::html_element("div", content, "card");
}

double mean_of_scored(const Scores& scores) {
  return scores.averages().back().value.value_or(0);
}

std::pair<size_t, size_t> totals(const Scores& scores) {
  std::pair<size_t, size_t> sum{0, 0};
  for (const CategoryScore& category : scores.categories) {
    sum.first += category.correct;
    sum.second += category.total;
  }
  return sum;
}

std::string correct_of_total(const Scores& scores) {
  const auto [correct, total] = totals(scores);
  return core::format("{} of {}", correct, total);
}

std::string seeds_note(const ReportRun& run) {
  if (!run.summary) return {};
  const std::optional<seeds::Estimate>& mean = run.summary->averages.back().accuracy;
  if (!mean) return {};
  const std::string interval = "95 %: " + report::interval_text(mean->interval);
  if (run.seeds.size() < 2) return "one seed · " + interval;
  return core::format("{} seeds, sd {} · {}", run.seeds.size(), percent_number(mean->deviation), interval);
}

std::string seeds_card(const seeds::Summary& summary) {
  size_t entries = 0;
  size_t always = 0;
  size_t flaky = 0;
  for (const seeds::CategorySummary& own : summary.categories) {
    entries += own.entries;
    always += own.always;
    flaky += own.flaky();
  }
  return card(core::format("of {} entries right with every seed", entries), std::to_string(always),
              core::format("{} with some, {} with none", flaky, entries - always - flaky));
}

std::string cards(const ReportInput& input) {
  std::string out;
  const Scores& after = input.after.scores;
  if (input.before) {
    const Scores& before = input.before->scores;
    const double change = mean_of_scored(after) - mean_of_scored(before);
    std::string points = signed_points(change) + " points";
    if (input.comparison && !input.comparison->averages.empty()) {
      const Difference& paired = input.comparison->averages.back().difference;
      points += core::format(", p {} (paired)", p_text(paired.p));
    }
    out += card("mean over categories",
                report::percent(mean_of_scored(before)) + " → " + report::percent(mean_of_scored(after)),
                core::replace_all(points, "-", "−"));
    out += card(input.after.summary ? "right, each entry once a seed" : "entries right", correct_of_total(after),
                "before: " + correct_of_total(before));
  } else {
    out += card("mean over categories", report::percent(mean_of_scored(after)), seeds_note(input.after));
    if (!input.after.summary) out += card("entries right", correct_of_total(after));
  }
  if (input.after.summary) out += seeds_card(*input.after.summary);
  if (input.after.facts && input.after.facts->seconds > 0) {
    const RunFacts& facts = *input.after.facts;
    out += card("evaluation", core::format_duration(facts.seconds),
                core::format("{.0} reply tokens/s", static_cast<double>(facts.output_tokens) / facts.seconds));
  }
  return core::html_element("div", out, "cards");
}

std::string header(const ReportInput& input) {
  std::string line;
  if (input.after.facts) {
    const RunFacts& facts = *input.after.facts;
    line = core::html_text("span",
                           core::format("model {} · BFCL data {} · {}", facts.model, facts.data_release,
                                        facts.finished.empty() ? facts.started : facts.finished),
                           "muted");
    if (facts.services.find("web") != nullptr) {
      line += core::html_text("span", " · searches and pages of the live web", "muted");
    }
  }
  return core::html_text("h1", input.title) + core::html_element("p", line);
}

std::string fact_cell(const ReportRun& run, std::string_view name) {
  if (!run.facts) return core::html_text("span", "not recorded", "muted");
  const RunFacts& facts = *run.facts;
  if (name == "model") return core::html_text("code", facts.model);
  if (name == "data")
    return core::html_escape("bfcl-eval " + facts.data_release) + " <code>" +
           core::html_escape(facts.data_hash.substr(0, 16)) + "</code>";
  if (name == "time")
    return core::html_escape(facts.started + " to " + (facts.finished.empty() ? "(unfinished)" : facts.finished));
  if (name == "tokens") {
    return core::html_escape(core::format("{} prompt, {} reply",
                                          core::format_count(static_cast<double>(facts.input_tokens)),
                                          core::format_count(static_cast<double>(facts.output_tokens))));
  }
  return core::html_escape(core::format_duration(facts.seconds));
}

// Settings of a run as "key = value" lines; categories and paths included.
std::string config_text(const ReportRun& run) {
  std::string text;
  if (!run.facts) return text;
  for (const auto& [key, value] : run.facts->config) {
    text += core::format("{} = {}\n", core::python_str(key), core::python_str(value));
  }
  return text;
}

}  // namespace

std::string report::percent(double share) {
  return core::fixed(100 * share, 1) + " %";
}

std::string report::interval_text(const Interval& interval) {
  return percent_number(interval.low) + " – " + percent_number(interval.high);
}

std::string report::verdict_tag(bool valid) {
  return core::html_tag(valid ? "right" : "wrong", valid ? "good" : "bad");
}

std::string report::facts_section(const ReportInput& input) {
  std::vector<core::HtmlColumn> columns = {{""}};
  if (input.before) columns.push_back({input.before->label});
  columns.push_back({input.after.label});
  core::HtmlTable table(columns);
  constexpr std::array<std::pair<std::string_view, std::string_view>, 5> kRows = {{{"model", "model"},
                                                                                   {"data", "data, hash"},
                                                                                   {"time", "time (UTC)"},
                                                                                   {"seconds", "duration"},
                                                                                   {"tokens", "tokens"}}};
  for (const auto& [name, title] : kRows) {
    std::vector<std::string> row = {core::html_escape(title)};
    if (input.before) row.push_back(fact_cell(*input.before, name));
    row.push_back(fact_cell(input.after, name));
    table.add_row(std::move(row));
  }
  std::string out = core::html_text("h2", "Run") + table.html();
  if (input.after.facts) {
    out += core::html_details("Configuration of “" + core::html_escape(input.after.label) + "”",
                              core::html_text("pre", config_text(input.after)));
  }
  const size_t damaged = input.after.results.damaged + (input.before ? input.before->results.damaged : 0);
  if (damaged > 0) out += core::html_text("p", core::format("{} damaged result lines were left out.", damaged), "bad");
  return out + core::html_text("p",
                               "Entries, functions and accepted answers are from the Berkeley Function Calling "
                               "Leaderboard (Apache-2.0).",
                               "muted small");
}

ReportRun report_run(const std::string& label, ResultFile results, Scores scores, const core::fs::path& run_dir) {
  ReportRun run;
  // A model's path is too long for a column.
  run.label = label.empty() ? "this run" : core::fs::path(label).filename().string();
  run.results = std::move(results);
  run.scores = std::move(scores);
  if (!run_dir.empty()) run.facts = read_run_facts(run_dir);
  return run;
}

seeds::Grid ReportRun::grid() const {
  return seeds.empty() ? seeds::make_grid({{label, &results.lines}}) : seeds::grid_of(seeds);
}

std::vector<const ResultLine*> ReportRun::lines() const {
  if (!seeds.empty()) return seeds::all_lines(seeds);
  std::vector<const ResultLine*> lines;
  for (const ResultLine& line : results.lines) lines.push_back(&line);
  return lines;
}

namespace {

// Those of the first seed, with the time and the tokens of all.
std::optional<RunFacts> facts_of_all(const std::vector<seeds::SeedRun>& seeds) {
  std::optional<RunFacts> facts;
  for (const seeds::SeedRun& seed : seeds) {
    if (!seed.facts) return std::nullopt;
    if (!facts) {
      facts = seed.facts;
      continue;
    }
    facts->started = std::min(facts->started, seed.facts->started);
    if (!facts->finished.empty()) {
      facts->finished = seed.facts->finished.empty() ? "" : std::max(facts->finished, seed.facts->finished);
    }
    facts->seconds += seed.facts->seconds;
    facts->input_tokens += seed.facts->input_tokens;
    facts->output_tokens += seed.facts->output_tokens;
  }
  return facts;
}

}  // namespace

ReportRun seeds_report_run(const std::string& label, std::vector<seeds::SeedRun> seeds) {
  ReportRun run = report_run(label, seeds.front().results, {}, {});
  run.facts = facts_of_all(seeds);
  run.seeds = std::move(seeds);
  const seeds::Grid grid = run.grid();
  std::vector<ResultLine> counted;  // without what makes lines large
  for (const seeds::GridCategory& category : grid.categories) {
    for (const seeds::GridRow& row : category.rows) {
      for (const ResultLine* line : row.lines) {
        ResultLine& own = counted.emplace_back();
        own.id = line->id;
        own.judged = true;
        own.valid = line->valid;
        own.error_type = line->error_type;
      }
    }
  }
  run.scores = score(counted);
  run.summary = seeds::summarise(grid);
  return run;
}

namespace {

void require_results(const core::fs::path& run_dir) {
  if (!core::fs::exists(run_dir / "results.jsonl")) {
    throw core::usage_error(core::format("{}: no results.jsonl here", run_dir.string()),
                            "name the run_dir of an earlier `funreason eval` in before");
  }
}

seeds::SeedRun load_seed(const std::string& label, const core::fs::path& run_dir) {
  require_results(run_dir);
  return {label, read_results(run_dir / "results.jsonl"), read_run_facts(run_dir)};
}

}  // namespace

void check_report_run(const std::vector<std::string>& run_dirs) {
  const std::vector<seeds::SeedFolder> folders = seeds::name_seeds(run_dirs, "before");
  if (folders.empty()) require_results(run_dirs.front());
  for (const seeds::SeedFolder& folder : folders) require_results(folder.path);
}

ReportRun load_report_run(const std::string& label, const std::vector<std::string>& run_dirs) {
  const std::vector<seeds::SeedFolder> folders = seeds::name_seeds(run_dirs, "before");
  if (folders.empty()) {
    require_results(run_dirs.front());
    ResultFile results = read_results(core::fs::path(run_dirs.front()) / "results.jsonl");
    Scores scores = score(results.lines);
    return report_run(label, std::move(results), std::move(scores), run_dirs.front());
  }
  std::vector<seeds::SeedRun> seeds;
  for (const seeds::SeedFolder& folder : folders) seeds.push_back(load_seed(folder.label, folder.path));
  return seeds_report_run(label, std::move(seeds));
}

void compare_with(ReportInput& input, ReportRun before) {
  input.before = std::move(before);
  input.comparison = compare(input.before->grid(), input.after.grid());
}

std::string report_html(const ReportInput& input) {
  return core::html_page(
      input.title, header(input) + cards(input) + report::score_section(input) + report::seed_section(input) +
                       report::change_section(input) + report::training_section(input) + report::error_section(input) +
                       report::fault_section(input) + report::cost_section(input) + report::sample_section(input) +
                       report::turn_section(input) + report::facts_section(input));
}

void write_report(const core::fs::path& path, const ReportInput& input) {
  core::write_derived_file(path, report_html(input));
}

}  // namespace eval
