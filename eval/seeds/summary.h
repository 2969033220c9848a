// What several seeds say together: means, deviations over seeds, intervals over seeds and entries, and how often an
// entry is right. Knows grids of verdicts; not where they came from.
//
// The variance of a mean over a grid of n entries and K seeds. Entries: each counts with its own mean over the seeds,
// so that V = sum_i (mean_i - mean)^2 / n^2, which holds the noise of sampling, divided by K, as well (E. Miller, 2024,
// Adding Error Bars to Evals, arXiv:2411.00640). Seeds: what they vary in common, beyond what independent
// entries explain, as in a crossed analysis of variance: S = max(0, (MS_seeds - MS_residual) / (n K)); with a grid's
// two-way clusters the same terms (A. C. Cameron, J. Gelbach, D. Miller, 2011, JBES 29). Seeds of sampling have no such
// part (S is 0 or small), trained ones may.
// Interval: Wilson's, with the effective number of entries p (1 - p) / V, at least n, at most n K (E. Korn,
// B. Graubard, 1998, Survey Methodology 24, for Clopper's); averages over categories and S are put together by the
// recovered distances of the limits (G. Zou, A. Donner, 2008, Statistics in Medicine 27). One seed: Wilson's interval.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/value.h"
#include "eval/scores.h"
#include "eval/seeds/grid.h"

namespace eval::seeds {

struct Estimate {
  double mean = 0;
  std::vector<double> by_seed;
  double deviation = 0;       // of `by_seed`, divided by K - 1; 0 for one seed, which files show as N/A
  double standard_error = 0;  // sqrt(V + S)
  double seed_error = 0;      // sqrt(S)
  Interval interval;          // 95 %
};

struct CategorySummary {
  const env::bfcl::Category* category = nullptr;
  size_t entries = 0;
  Estimate accuracy;
  size_t always = 0;  // entries right with every seed
  size_t never = 0;   // with none
  size_t flaky() const { return entries - always - never; }
  // For k = 1 … K, unbiased: that at least one of k fresh samples is right (pass@k: M. Chen et al., 2021,
  // arXiv:2107.03374), and that all k are (pass^k: S. Yao et al., 2024, arXiv:2406.12045).
  std::vector<double> pass_at;
  std::vector<double> pass_all;
};

struct AverageSummary {
  std::string name;   // as score.csv has it
  std::string title;  // for people
  std::optional<Estimate> accuracy;
};

struct Summary {
  std::vector<std::string> labels;
  std::vector<CategorySummary> categories;
  std::vector<AverageSummary> averages;  // those of Scores::averages

  size_t seeds() const { return labels.size(); }
};

Summary summarise(const Grid& grid);

// A category's mean and the parts of its variance.
struct Parts {
  double weight = 1;  // in an average
  double mean = 0;
  double entry_variance = 0;     // V
  double residual_variance = 0;  // MS_residual / (n K); 0 for one seed or entry
  Interval interval;             // without S
  std::vector<double> by_seed;
};
Parts parts_of(const GridCategory& category, size_t seeds);
// The weighted sum of categories: with one of weight 1, that category.
Estimate combine(const std::vector<Parts>& parts);

// Weights of the categories in each average of Scores::averages, which are linear; empty where it lacks a category.
std::vector<std::vector<double>> average_weights(const std::vector<GridCategory>& categories);

double pass_at_k(size_t right, size_t seeds, size_t k);
double pass_all_k(size_t right, size_t seeds, size_t k);

// summary.csv: a row a category, then the averages: name,entries,seeds,mean,deviation,standard_error,low,high,always,
// flaky,never,pass_at_K,pass_all_K, and a column seed_LABEL for each seed.
std::string summary_csv(const Summary& summary);
// The same as JSON, with pass@k and pass^k for every k.
core::Value summary_json(const Summary& summary);
// flaky.csv: category,id,right,seeds,wrong_seeds,error_type of the entries that some seeds get right and some do not.
std::string flaky_csv(const Grid& grid);
// For a terminal.
std::string summary_table(const Summary& summary);

}  // namespace eval::seeds
