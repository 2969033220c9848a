// Several seeds: means with intervals, how often entries are right, which ones the seeds disagree on.
#include "core/format.h"
#include "core/html.h"
#include "core/text.h"
#include "eval/report_parts.h"
#include "eval/score_text.h"

namespace eval::report {

namespace {

using seeds::CategorySummary;
using seeds::Estimate;
using seeds::Summary;

std::string mean_cell(const Estimate& of) {
  return core::html_escape(percent(of.mean)) + " " + core::html_text("span", interval_text(of.interval), "range");
}

// One seed has none.
std::string deviation_cell(const Estimate& of) {
  return of.by_seed.size() > 1 ? percent_number(of.deviation) : "–";
}

std::string summary_table_html(const Summary& summary) {
  const std::string k = std::to_string(summary.seeds());
  core::HtmlTable table({{"category"},
                         {"entries", true},
                         {"mean, 95 % interval", true},
                         {"sd over seeds", true},
                         {"pass@" + k, true},
                         {"pass^" + k, true},
                         {"always right", true},
                         {"flaky", true},
                         {"never right", true}});
  for (const CategorySummary& own : summary.categories) {
    table.add_row({core::html_escape(own.category->name), std::to_string(own.entries), mean_cell(own.accuracy),
                   deviation_cell(own.accuracy), percent(own.pass_at.back()), percent(own.pass_all.back()),
                   std::to_string(own.always), std::to_string(own.flaky()), std::to_string(own.never)});
  }
  for (const seeds::AverageSummary& average : summary.averages) {
    if (!average.accuracy) continue;
    table.add_row({core::html_escape(average.title), "", mean_cell(*average.accuracy),
                   deviation_cell(*average.accuracy), "", "", "", "", ""},
                  "total");
  }
  return table.html() +
         core::html_text("p",
                         "The interval takes entries and seeds into account: the entries with their means over the "
                         "seeds (Miller, 2024), and what the seeds vary in common; as Wilson's interval with the "
                         "effective number of entries. sd is the standard deviation over seeds, in points. pass@k: at "
                         "least one of k samples is right; pass^k: all are.",
                         "muted small");
}

std::string table_by_seed(const Summary& summary) {
  std::vector<core::HtmlColumn> columns = {{"category"}};
  for (const std::string& label : summary.labels) columns.push_back({"seed " + label, true});
  core::HtmlTable table(columns);
  const auto add = [&table](std::string_view name, const Estimate& of, std::string_view css_class) {
    std::vector<std::string> row = {core::html_escape(name)};
    for (const double value : of.by_seed) row.push_back(percent(value));
    table.add_row(std::move(row), css_class);
  };
  for (const CategorySummary& own : summary.categories) add(own.category->name, own.accuracy, "");
  for (const seeds::AverageSummary& average : summary.averages) {
    if (average.accuracy) add(average.title, *average.accuracy, "total");
  }
  return core::html_details("Each seed", table.html());
}

std::string table_by_k(const Summary& summary) {
  std::vector<core::HtmlColumn> columns = {{"category"}};
  for (const char* name : {"pass@", "pass^"}) {
    for (size_t k = 1; k <= summary.seeds(); ++k) columns.push_back({name + std::to_string(k), true});
  }
  core::HtmlTable table(columns);
  for (const CategorySummary& own : summary.categories) {
    std::vector<std::string> row = {core::html_escape(own.category->name)};
    for (const auto* shares : {&own.pass_at, &own.pass_all}) {
      for (const double share : *shares) row.push_back(percent_number(share));
    }
    table.add_row(std::move(row));
  }
  return core::html_details("pass@k and pass^k for every k", table.html());
}

std::string flaky_table(const seeds::Grid& grid, const seeds::GridCategory& category, size_t& rows) {
  core::HtmlTable table({{"entry"}, {"right", true}, {"wrong with"}, {"what went wrong"}});
  for (const seeds::GridRow& row : category.rows) {
    if (!row.is_flaky()) continue;
    ++rows;
    std::vector<std::string> wrong;
    for (size_t seed = 0; seed < row.lines.size(); ++seed) {
      if (!row.lines[seed]->valid) wrong.push_back(grid.labels[seed]);
    }
    table.add_row({core::html_text("code", row.id), core::format("{} / {}", row.right, row.lines.size()),
                   core::html_escape((wrong.size() == 1 ? "seed " : "seeds ") + core::join(wrong, ", ")),
                   verdict_cell(row.failure())});
  }
  return table.html();
}

std::string flaky_part(const ReportRun& run) {
  const seeds::Grid grid = run.grid();
  std::string out;
  for (const seeds::GridCategory& category : grid.categories) {
    size_t rows = 0;
    const std::string table = flaky_table(grid, category, rows);
    if (rows == 0) continue;
    out +=
        core::html_details(core::html_text("strong", category.category->name) + " " +
                               core::html_text("span", core::format("{} of {}", rows, category.rows.size()), "muted"),
                           table);
  }
  if (out.empty()) out = core::html_text("p", "None: the seeds agree on every entry.", "muted");
  return core::html_text("h3", "Flaky entries: right with some seeds, wrong with others") + out;
}

}  // namespace

std::string samples_title(std::string_view title, const ReportRun& run) {
  if (run.seeds.size() < 2) return std::string(title);
  return core::format("{}, seed {} of {}", title, run.seeds.front().label, run.seeds.size());
}

std::string seed_section(const ReportInput& input) {
  if (!input.after.summary) return {};
  const Summary& summary = *input.after.summary;
  const std::string title = summary.seeds() == 1
                                ? "One seed"
                                : core::format("Over {} seeds: {}", summary.seeds(), core::join(summary.labels, ", "));
  std::string out = core::html_text("h2", title) + summary_table_html(summary) + table_by_seed(summary) +
                    table_by_k(summary) + flaky_part(input.after);
  if (const std::string remark = input.after.grid().remark; !remark.empty()) {
    out += core::html_text("p", "Entries that not every seed has are left out: " + remark + ".", "bad small");
  }
  return out;
}

}  // namespace eval::report
