// A summary as files and as a table.
#include <algorithm>

#include "core/format.h"
#include "core/text.h"
#include "eval/score_text.h"
#include "eval/seeds/summary.h"

namespace eval::seeds {
namespace {

using core::pad;

// One seed has no deviation.
bool has_deviation(const Estimate& estimate) {
  return estimate.by_seed.size() > 1;
}

std::string estimate_cells(const Estimate& estimate) {
  return core::format("{.6},{},{.6},{.6},{.6}", estimate.mean,
                      has_deviation(estimate) ? core::fixed(estimate.deviation, 6) : "N/A", estimate.standard_error,
                      estimate.interval.low, estimate.interval.high);
}

std::string seed_cells(const Estimate& estimate) {
  std::string text;
  for (const double value : estimate.by_seed) text += "," + core::fixed(value, 6);
  return text;
}

core::Dict estimate_json(const Estimate& estimate, const std::vector<std::string>& labels) {
  core::Dict by_seed;
  for (size_t i = 0; i < labels.size(); ++i) by_seed[labels[i]] = estimate.by_seed[i];
  return {{"mean", estimate.mean},
          {"deviation", has_deviation(estimate) ? core::Value(estimate.deviation) : core::Value()},
          {"standard_error", estimate.standard_error},
          {"standard_error_of_seeds", estimate.seed_error},
          {"low", estimate.interval.low},
          {"high", estimate.interval.high},
          {"by_seed", std::move(by_seed)}};
}

core::List numbers(const std::vector<double>& values) {
  return {values.begin(), values.end()};
}

std::string estimate_columns(const Estimate& estimate) {
  return pad(percent_number(estimate.mean) + " %", 9) +
         pad(has_deviation(estimate) ? percent_number(estimate.deviation) : "-", 7) + "   " +
         pad(percent_number(estimate.interval.low), 5) + " – " + pad(percent_number(estimate.interval.high), 5);
}

}  // namespace

std::string summary_csv(const Summary& summary) {
  std::string csv = "name,entries,seeds,mean,deviation,standard_error,low,high,always,flaky,never,pass_at_K,pass_all_K";
  for (const std::string& label : summary.labels) csv += ",seed_" + label;
  csv += "\n";
  for (const CategorySummary& own : summary.categories) {
    csv += core::format("{},{},{},{},{},{},{},{.6},{.6}{}\n", own.category->name, own.entries, summary.seeds(),
                        estimate_cells(own.accuracy), own.always, own.flaky(), own.never, own.pass_at.back(),
                        own.pass_all.back(), seed_cells(own.accuracy));
  }
  for (const AverageSummary& average : summary.averages) {
    csv += core::format("{},,{},", average.name, summary.seeds());
    csv += average.accuracy ? estimate_cells(*average.accuracy) + ",,,,," + seed_cells(*average.accuracy)
                            : "N/A,,,,,,,,," + std::string(summary.seeds(), ',');
    csv += "\n";
  }
  return csv;
}

core::Value summary_json(const Summary& summary) {
  core::List labels(summary.labels.begin(), summary.labels.end());
  core::Dict categories;
  for (const CategorySummary& own : summary.categories) {
    core::Dict json = estimate_json(own.accuracy, summary.labels);
    json["entries"] = own.entries;
    json["always"] = own.always;
    json["flaky"] = own.flaky();
    json["never"] = own.never;
    json["pass_at_k"] = numbers(own.pass_at);
    json["pass_all_k"] = numbers(own.pass_all);
    categories[own.category->name] = std::move(json);
  }
  core::Dict averages;
  for (const AverageSummary& average : summary.averages) {
    averages[average.name] =
        average.accuracy ? core::Value(estimate_json(*average.accuracy, summary.labels)) : core::Value();
  }
  return core::Dict{
      {"seeds", std::move(labels)}, {"categories", std::move(categories)}, {"averages", std::move(averages)}};
}

std::string flaky_csv(const Grid& grid) {
  std::string csv = "category,id,right,seeds,wrong_seeds,error_type\n";
  for (const GridCategory& category : grid.categories) {
    for (const GridRow& row : category.rows) {
      if (!row.is_flaky()) continue;
      std::vector<std::string> wrong;
      for (size_t seed = 0; seed < row.lines.size(); ++seed) {
        if (!row.lines[seed]->valid) wrong.push_back(grid.labels[seed]);
      }
      csv += core::format("{},{},{},{},{},{}\n", category.category->name, row.id, row.right, row.lines.size(),
                          core::join(wrong, " "), row.failure());
    }
  }
  return csv;
}

std::string summary_table(const Summary& summary) {
  size_t width = 14;
  for (const CategorySummary& own : summary.categories) width = std::max(width, own.category->name.size());
  for (const AverageSummary& average : summary.averages) {
    if (average.accuracy) width = std::max(width, average.name.size());
  }
  const std::string k = std::to_string(summary.seeds());
  std::string table = pad("category", width, false) + "  entries     mean     sd   95 % interval" +
                      pad("pass@" + k, 10) + pad("pass^" + k, 9) + pad("flaky", 8) + "\n";
  for (const CategorySummary& own : summary.categories) {
    table += pad(std::string(own.category->name), width, false) + pad(std::to_string(own.entries), 9) +
             estimate_columns(own.accuracy) + pad(percent_number(own.pass_at.back()), 10) +
             pad(percent_number(own.pass_all.back()), 9) + pad(std::to_string(own.flaky()), 8) + "\n";
  }
  for (const AverageSummary& average : summary.averages) {
    if (!average.accuracy) continue;
    table += pad(average.name, width, false) + pad("", 9) + estimate_columns(*average.accuracy) + "\n";
  }
  return table + core::format("{} seeds: {}; sd is over seeds, the interval over seeds and entries\n", k,
                              core::join(summary.labels, ", "));
}

}  // namespace eval::seeds
