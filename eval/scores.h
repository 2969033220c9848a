// Counts, accuracies and confidence intervals by category, and the benchmark's averages over categories.
// Knows nothing of how verdicts were reached.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/files.h"
#include "env/bfcl/category.h"
#include "env/bfcl/dataset.h"
#include "eval/results.h"

namespace eval {

struct Interval {
  double low = 0;
  double high = 1;
};

// Wilson's score interval for `correct` of `total` at 95 % (E. B. Wilson, 1927, JASA 22); [0, 1] for total = 0.
Interval wilson_interval(size_t correct, size_t total);
// The same around a share of `entries` (> 0), which need not be whole.
Interval wilson_share_interval(double share, double entries);

struct CategoryScore {
  const env::bfcl::Category* category = nullptr;
  size_t total = 0;
  size_t correct = 0;
  size_t entries = 0;        // that the category has; 0: not known
  size_t not_simulated = 0;  // of them, those that need worlds which the program does not simulate
  Interval interval;
  std::map<std::string, size_t> error_types;  // of the failed ones

  double accuracy() const { return total == 0 ? 0 : static_cast<double>(correct) / static_cast<double>(total); }
};

// An average over categories; none where a category that it needs was not scored.
struct AverageScore {
  std::string name;   // as score.csv writes it
  std::string title;  // for people
  std::optional<double> value;
};

// What averages are made of.
struct CategoryShare {
  const env::bfcl::Category* category = nullptr;
  double accuracy = 0;
  double entries = 0;
};
// bfcl_eval's averages (eval/board/averages.h), v3's overall score, and last the plain mean over what was scored.
std::vector<AverageScore> average_scores(const std::vector<CategoryShare>& shares);

struct Scores {
  std::vector<CategoryScore> categories;  // in the benchmark's order; only those with results
  size_t skipped = 0;                     // results without a verdict or of an unknown category

  const CategoryScore* find(std::string_view category) const;
  std::vector<AverageScore> averages() const;  // see average_scores
};

// Of all lines, or of those that `counts` takes.
Scores score(const std::vector<ResultLine>& lines, const std::function<bool(const ResultLine&)>& counts = {});
// Fills CategoryScore::entries and not_simulated; categories whose file is missing are left as they are.
void count_entries(Scores& scores, const env::bfcl::Dataset& dataset);
// The same for one category, from its entries.
void count_entries(CategoryScore& score, const std::vector<env::bfcl::Entry>& entries);

// Says how many entries of a category were left out because the program does not simulate their worlds.
std::string left_out_remark(std::string_view category, size_t left_out, size_t entries);
// One such sentence a category of which entries were left out; empty where there is none.
std::vector<std::string> left_out_remarks(const Scores& scores);

// score.csv: category,n,correct,accuracy,low,high,entries,not_simulated: n of the category's entries were run. Averages
// have a name and an accuracy only. Written atomically.
std::string score_csv(const Scores& scores);
void write_score_csv(const core::fs::path& path, const Scores& scores);

// errors.csv: category,error_type,n of the failed entries, the most frequent first.
std::string error_csv(const Scores& scores);

// The scores as a table for a terminal.
std::string score_table(const Scores& scores);

}  // namespace eval
