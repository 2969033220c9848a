#include "eval/costs.h"

#include <map>

#include "core/format.h"
#include "eval/board/statistics.h"

namespace eval {
namespace {

CategoryCosts sum_up(const env::bfcl::Category* category, const std::vector<const ResultLine*>& lines) {
  CategoryCosts costs;
  costs.category = category;
  costs.results = lines.size();
  board::Numbers seconds;
  for (const ResultLine* line : lines) {
    costs.input_tokens += token_sum(line->input_tokens);
    costs.output_tokens += token_sum(line->output_tokens);
    const double latency = step_sum(line->latency_s);
    costs.total_s += latency;
    seconds.emplace_back(latency);
  }
  costs.median_s = board::percentile(seconds, 50);
  costs.percentile_95_s = board::percentile(seconds, 95);
  return costs;
}

}  // namespace

std::vector<CategoryCosts> costs_of(const std::vector<const ResultLine*>& lines) {
  std::map<const env::bfcl::Category*, std::vector<const ResultLine*>> by_category;  // they lie in one array, in order
  std::vector<const ResultLine*> known;
  for (const ResultLine* line : lines) {
    const env::bfcl::Category* category = env::bfcl::category_of_id(line->id);
    if (category == nullptr) continue;
    by_category[category].push_back(line);
    known.push_back(line);
  }
  std::vector<CategoryCosts> costs;
  for (const auto& [category, own] : by_category) costs.push_back(sum_up(category, own));
  if (!known.empty()) costs.push_back(sum_up(nullptr, known));
  return costs;
}

std::string costs_csv(const std::vector<CategoryCosts>& costs) {
  std::string csv =
      "category,results,input_tokens,output_tokens,input_tokens_per_result,output_tokens_per_result,total_s,mean_s,"
      "median_s,p95_s\n";
  for (const CategoryCosts& own : costs) {
    csv += core::format("{},{},{},{},{.1},{.1},{.3},{.3},{.3},{.3}\n",
                        own.category == nullptr ? "all" : own.category->name, own.results, own.input_tokens,
                        own.output_tokens, own.per_result(static_cast<double>(own.input_tokens)),
                        own.per_result(static_cast<double>(own.output_tokens)), own.total_s,
                        own.per_result(own.total_s), own.median_s, own.percentile_95_s);
  }
  return csv;
}

}  // namespace eval
