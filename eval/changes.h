// Two runs compared entry by entry, each of one seed or of several: what changed, from which failure to which, by how
// much, and how likely that is by chance.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "eval/scores.h"
#include "eval/seeds/grid.h"

namespace eval {

// An entry on which two runs differ in verdict, or fail in different ways.
struct Change {
  std::string id;
  std::string before;  // the error type, of several seeds the most frequent; empty where every seed is right
  std::string after;
  size_t right_before = 0;  // seeds
  size_t right_after = 0;
};

// Later less earlier, over the entries that both runs have.
struct Difference {
  double before = 0;
  double after = 0;
  double value = 0;
  // 95 %. Of paired differences with one further entry in each direction (D. Bonett, R. Price, 2012, Journal of
  // Educational and Behavioral Statistics 37; of several seeds an entry's difference is that of its means), with what
  // the seeds of each run vary in common (eval/seeds/summary.h).
  Interval interval;
  // Whether other entries would say the same. Exact sign-flip permutation test over the entries' differences: with a
  // seed each McNemar's exact test. Of an average over several categories: normal, with the interval's variance of
  // entries.
  double p = 1;
  // Whether other seeds would: Welch's t-test over the means of the seeds, where both runs have at least two.
  std::optional<double> p_seeds;
};

struct CategoryChanges {
  const env::bfcl::Category* category = nullptr;
  size_t entries = 0;          // that both runs have
  std::vector<Change> gained;  // right with a larger share of the seeds than before
  std::vector<Change> lost;
  std::vector<Change> other;  // fail as often, for another reason
  Difference difference;
};

struct AverageChange {
  std::string name;   // as score.csv has it; "all_entries" for all of them as one category
  std::string title;  // for people
  Difference difference;
};

struct Comparison {
  size_t seeds_before = 1;
  size_t seeds_after = 1;
  size_t unpaired = 0;                      // entries that one run alone has
  std::vector<CategoryChanges> categories;  // in the benchmark's order; only those with entries of both
  std::vector<AverageChange> averages;      // those that the categories allow; the first is over all entries

  bool has_several_seeds() const { return seeds_before > 1 || seeds_after > 1; }
  const CategoryChanges* find(std::string_view category) const;
};

Comparison compare(const seeds::Grid& before, const seeds::Grid& after);

// changes.csv: category,id,before,after with "right" or the error type, of every entry that changed; with several seeds
// also right_before,seeds_before,right_after,seeds_after.
std::string changes_csv(const Comparison& comparison);
// comparison.csv: name,entries,before,after,difference,low,high,gained,lost,other,p,p_seeds of categories and averages.
std::string comparison_csv(const Comparison& comparison);
// For a terminal.
std::string comparison_table(const Comparison& comparison);

}  // namespace eval
