// A comparison as files and as a table.
#include <algorithm>

#include "core/format.h"
#include "core/text.h"
#include "eval/changes.h"
#include "eval/score_text.h"

namespace eval {
namespace {

using core::pad;

std::string difference_cells(const Difference& of) {
  return core::format("{.6},{.6},{.6},{.6},{.6}", of.before, of.after, of.value, of.interval.low, of.interval.high);
}

// Six significant digits, small ones with an exponent.
std::string p_cells(const Difference& of) {
  return core::format("{},{}", of.p, of.p_seeds ? core::format("{}", *of.p_seeds) : "");
}

std::string table_row(const std::string& name, const std::string& entries, const Difference& of,
                      const std::string& gained, const std::string& lost, bool seeds) {
  std::string row = name + pad(entries, 9) + pad(percent_number(of.before) + " %", 10) +
                    pad(percent_number(of.after) + " %", 10) + pad(signed_points(of.value), 9) + "   " +
                    pad(signed_points(of.interval.low), 6) + " to " + pad(signed_points(of.interval.high), 6) +
                    pad(gained, 9) + pad(lost, 7) + pad(p_text(of.p), 10);
  if (seeds) row += pad(of.p_seeds ? p_text(*of.p_seeds) : "–", of.p_seeds ? 11 : 13);  // the dash has three bytes
  return row + "\n";
}

}  // namespace

std::string changes_csv(const Comparison& comparison) {
  const bool seeds = comparison.has_several_seeds();
  std::string csv = seeds ? "category,id,before,after,right_before,seeds_before,right_after,seeds_after\n"
                          : "category,id,before,after\n";
  for (const CategoryChanges& own : comparison.categories) {
    for (const auto* list : {&own.gained, &own.lost, &own.other}) {
      for (const Change& change : *list) {
        csv += core::format("{},{},{},{}", own.category->name, change.id, verdict_name(change.before),
                            verdict_name(change.after));
        if (seeds) {
          csv += core::format(",{},{},{},{}", change.right_before, comparison.seeds_before, change.right_after,
                              comparison.seeds_after);
        }
        csv += "\n";
      }
    }
  }
  return csv;
}

std::string comparison_csv(const Comparison& comparison) {
  std::string csv = "name,entries,before,after,difference,low,high,gained,lost,other,p,p_seeds\n";
  for (const CategoryChanges& own : comparison.categories) {
    csv += core::format("{},{},{},{},{},{},{}\n", own.category->name, own.entries, difference_cells(own.difference),
                        own.gained.size(), own.lost.size(), own.other.size(), p_cells(own.difference));
  }
  for (const AverageChange& own : comparison.averages) {
    csv += core::format("{},,{},,,,{}\n", own.name, difference_cells(own.difference), p_cells(own.difference));
  }
  return csv;
}

std::string comparison_table(const Comparison& comparison) {
  if (comparison.categories.empty()) return "the two runs have no entry in common\n";
  const bool seeds = comparison.has_several_seeds();
  size_t width = 14;
  for (const CategoryChanges& own : comparison.categories) width = std::max(width, own.category->name.size());
  for (const AverageChange& own : comparison.averages) width = std::max(width, own.name.size());
  std::string table = pad("category", width, false) +
                      "  entries    before     after   change    95 % interval   gained   lost         p" +
                      (seeds ? "  p (seeds)\n" : "\n");
  for (const CategoryChanges& own : comparison.categories) {
    table += table_row(pad(std::string(own.category->name), width, false), std::to_string(own.entries), own.difference,
                       std::to_string(own.gained.size()), std::to_string(own.lost.size()), seeds);
  }
  for (const AverageChange& own : comparison.averages) {
    table += table_row(pad(own.name, width, false), "", own.difference, "", "", seeds);
  }
  if (comparison.unpaired > 0) {
    table += core::format("{} entries that one run alone has are left out of this comparison\n", comparison.unpaired);
  }
  return table;
}

}  // namespace eval
