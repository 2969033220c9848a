// Tokens and seconds of results, by category: what an entry takes, and all of them. Knows no prices.
#pragma once

#include <string>
#include <vector>

#include "env/bfcl/category.h"
#include "eval/results.h"

namespace eval {

// Of entries, of several seeds each once a seed. A conversation counts with all its steps.
struct CategoryCosts {
  const env::bfcl::Category* category = nullptr;  // nullptr: of all
  size_t results = 0;
  int64_t input_tokens = 0;
  int64_t output_tokens = 0;
  // Seconds from a request to its answer (rollout::Reply); 0 where no result has them.
  double total_s = 0;
  double median_s = 0;
  double percentile_95_s = 0;

  double per_result(double total) const { return results == 0 ? 0 : total / static_cast<double>(results); }
};

// By category in the benchmark's order, then all of them; empty where there are no lines of known categories.
std::vector<CategoryCosts> costs_of(const std::vector<const ResultLine*>& lines);

// costs.csv: category,results,input_tokens,output_tokens,input_tokens_per_result,output_tokens_per_result,total_s,
// mean_s,median_s,p95_s; the last row is "all".
std::string costs_csv(const std::vector<CategoryCosts>& costs);

}  // namespace eval
