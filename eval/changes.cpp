#include "eval/changes.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "core/format.h"
#include "env/bfcl/category.h"

namespace eval {
namespace {

std::string verdict_name(const std::string& error_type) {
  return error_type.empty() ? "right" : error_type;
}

}  // namespace

double PairedChanges::p_value() const {
  const size_t n = gained.size() + lost.size();
  if (n == 0) return 1;
  // P(X <= k) for X ~ Binomial(n, 1/2), by logarithms so that large n stays finite.
  const size_t k = std::min(gained.size(), lost.size());
  double tail = 0;
  for (size_t i = 0; i <= k; ++i) {
    const double log_choose = std::lgamma(static_cast<double>(n) + 1) - std::lgamma(static_cast<double>(i) + 1) -
                              std::lgamma(static_cast<double>(n - i) + 1);
    tail += std::exp(log_choose - static_cast<double>(n) * std::log(2.0));
  }
  return std::min(1.0, 2 * tail);
}

PairedChanges paired_changes(const std::vector<ResultLine>& before, const std::vector<ResultLine>& after,
                             std::string_view category) {
  std::unordered_map<std::string_view, const ResultLine*> earlier;
  for (const ResultLine& line : before) {
    if (line.judged) earlier.emplace(line.id, &line);
  }
  PairedChanges changes;
  for (const ResultLine& line : after) {
    const env::bfcl::Category* its_category = env::bfcl::category_of_id(line.id);
    if (!line.judged || its_category == nullptr || its_category->name != category) continue;
    const auto found = earlier.find(line.id);
    if (found == earlier.end()) continue;
    ++changes.both;
    const ResultLine& then = *found->second;
    if (line.valid == then.valid && line.error_type == then.error_type) continue;
    auto& list = line.valid == then.valid ? changes.other : line.valid ? changes.gained : changes.lost;
    list.push_back({line.id, then.error_type, line.error_type});
  }
  return changes;
}

std::string changes_csv(const std::vector<ResultLine>& before, const std::vector<ResultLine>& after) {
  std::string csv = "category,id,before,after\n";
  for (const env::bfcl::Category& category : env::bfcl::all_categories()) {
    const PairedChanges changes = paired_changes(before, after, category.name);
    for (const auto* list : {&changes.gained, &changes.lost, &changes.other}) {
      for (const Change& change : *list) {
        csv += core::format("{},{},{},{}\n", category.name, change.id, verdict_name(change.before),
                            verdict_name(change.after));
      }
    }
  }
  return csv;
}

}  // namespace eval
