#include "eval/scores.h"

#include <algorithm>
#include <cmath>

#include "core/format.h"
#include "core/text.h"
#include "eval/board/averages.h"
#include "eval/multi_turn_checker.h"
#include "eval/score_text.h"
#include "eval/seeds/distributions.h"

namespace eval {

using core::pad;
using seeds::kZ95;

Interval wilson_interval(size_t correct, size_t total) {
  if (total == 0) return {};
  const auto n = static_cast<double>(total);
  return wilson_share_interval(static_cast<double>(correct) / n, n);
}

Interval wilson_share_interval(double p, double n) {
  const double z2 = kZ95 * kZ95;
  const double centre = (p + z2 / (2 * n)) / (1 + z2 / n);
  const double half = kZ95 / (1 + z2 / n) * std::sqrt(p * (1 - p) / n + z2 / (4 * n * n));
  // At 0 and n the bound is exact; rounding would leave it a hair off.
  return {p <= 0 ? 0.0 : std::max(0.0, centre - half), p >= 1 ? 1.0 : std::min(1.0, centre + half)};
}

const CategoryScore* Scores::find(std::string_view category) const {
  const auto found = std::find_if(categories.begin(), categories.end(),
                                  [&](const CategoryScore& score) { return score.category->name == category; });
  return found == categories.end() ? nullptr : &*found;
}

std::vector<AverageScore> Scores::averages() const {
  std::vector<CategoryShare> shares;
  for (const CategoryScore& score : categories) {
    shares.push_back({score.category, score.accuracy(), static_cast<double>(score.total)});
  }
  return average_scores(shares);
}

std::vector<AverageScore> average_scores(const std::vector<CategoryShare>& shares) {
  const auto part_of = [&shares](std::string_view name) -> board::Part {
    const auto found = std::find_if(shares.begin(), shares.end(),
                                    [&](const CategoryShare& share) { return share.category->name == name; });
    if (found == shares.end()) return {.missing = true};
    return {found->accuracy, found->entries, false};
  };
  const board::Averages of = board::averages_of(part_of);
  const auto named = [](std::string name, std::string title, const board::Part& part) -> AverageScore {
    return {std::move(name), std::move(title), part.missing ? std::nullopt : std::optional(part.accuracy)};
  };
  double sum = 0;
  for (const CategoryShare& share : shares) sum += share.accuracy;
  const auto mean = shares.empty() ? std::nullopt : std::optional(sum / static_cast<double>(shares.size()));
  return {
      named("non_live_ast", "Non-live AST", of.non_live),
      named("non_live_ast_python", "Non-live AST, Python only",
            board::unweighted(
                {part_of("simple_python"), part_of("multiple"), part_of("parallel"), part_of("parallel_multiple")})),
      named("live_ast", "Live AST", of.live),
      named("irrelevance_detection", "Irrelevance detection", of.irrelevance),
      named("relevance_detection", "Relevance detection", of.relevance),
      named("multi_turn", "Multi-turn", of.multi_turn),
      named("web_search", "Web search", of.web_search),
      named("memory", "Memory", of.memory),
      named("agentic", "Agentic", of.agentic),
      named("overall_v3", "Overall, by the rules of v3", of.overall_v3),
      named("overall_v4", "Overall (v4)", of.overall),
      {"mean_of_scored", "Mean over scored categories", mean},
  };
}

Scores score(const std::vector<ResultLine>& lines, const std::function<bool(const ResultLine&)>& counts) {
  Scores scores;
  std::map<const env::bfcl::Category*, CategoryScore> by_category;
  for (const ResultLine& line : lines) {
    if (counts && !counts(line)) continue;
    const env::bfcl::Category* category = env::bfcl::category_of_id(line.id);
    if (category == nullptr || !line.judged) {
      ++scores.skipped;
      continue;
    }
    CategoryScore& score = by_category[category];
    score.category = category;
    ++score.total;
    if (line.valid) {
      ++score.correct;
    } else {
      ++score.error_types[line.error_type];
    }
  }
  for (const env::bfcl::Category& category : env::bfcl::all_categories()) {
    const auto found = by_category.find(&category);
    if (found == by_category.end()) continue;
    found->second.interval = wilson_interval(found->second.correct, found->second.total);
    scores.categories.push_back(std::move(found->second));
  }
  return scores;
}

void count_entries(CategoryScore& score, const std::vector<env::bfcl::Entry>& entries) {
  score.entries = entries.size();
  score.not_simulated = 0;
  if (score.category->checker != env::bfcl::Checker::multi_turn) return;
  for (const env::bfcl::Entry& entry : entries) score.not_simulated += is_simulated(entry) ? 0 : 1;
}

void count_entries(Scores& scores, const env::bfcl::Dataset& dataset) {
  for (CategoryScore& score : scores.categories) {
    if (!core::fs::exists(dataset.question_file(*score.category))) continue;
    if (score.category->checker == env::bfcl::Checker::multi_turn) {
      count_entries(score, dataset.load(*score.category));
    } else {
      score.entries = dataset.count(*score.category);
    }
  }
}

std::string left_out_remark(std::string_view category, size_t left_out, size_t entries) {
  return core::format("{}: {} of {} entries need worlds that are not simulated and are left out", category, left_out,
                      entries);
}

std::vector<std::string> left_out_remarks(const Scores& scores) {
  std::vector<std::string> remarks;
  for (const CategoryScore& score : scores.categories) {
    if (score.not_simulated == 0) continue;
    remarks.push_back(left_out_remark(score.category->name, score.not_simulated, score.entries));
  }
  return remarks;
}

std::string score_csv(const Scores& scores) {
  std::string csv = "category,n,correct,accuracy,low,high,entries,not_simulated\n";
  for (const CategoryScore& score : scores.categories) {
    const bool counted = score.entries > 0;
    csv +=
        core::format("{},{},{},{.6},{.6},{.6},{},{}\n", score.category->name, score.total, score.correct,
                     score.accuracy(), score.interval.low, score.interval.high,
                     counted ? std::to_string(score.entries) : "", counted ? std::to_string(score.not_simulated) : "");
  }
  for (const AverageScore& average : scores.averages()) {
    csv += core::format("{},,,{},,,,\n", average.name, average.value ? core::fixed(*average.value, 6) : "N/A");
  }
  return csv;
}

void write_score_csv(const core::fs::path& path, const Scores& scores) {
  core::write_derived_file(path, score_csv(scores));
}

std::string error_csv(const Scores& scores) {
  std::string csv = "category,error_type,n\n";
  for (const CategoryScore& score : scores.categories) {
    std::vector<std::pair<std::string, size_t>> types(score.error_types.begin(), score.error_types.end());
    std::stable_sort(types.begin(), types.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
    for (const auto& [type, count] : types) csv += core::format("{},{},{}\n", score.category->name, type, count);
  }
  return csv;
}

std::string score_table(const Scores& scores) {
  size_t width = 14;
  for (const CategoryScore& score : scores.categories) width = std::max(width, score.category->name.size());
  std::string table = pad("category", width, false) + "     entries  correct  accuracy   95 % interval\n";
  for (const CategoryScore& score : scores.categories) {
    const std::string of = score.entries == 0 ? "" : core::format(" / {}", score.entries);
    table += pad(std::string(score.category->name), width, false) + pad(std::to_string(score.total) + of, 12) +
             pad(std::to_string(score.correct), 9) + pad(percent_number(score.accuracy()) + " %", 10) + "   " +
             pad(percent_number(score.interval.low), 5) + " – " + pad(percent_number(score.interval.high), 5) + "\n";
  }
  for (const AverageScore& average : scores.averages()) {
    if (!average.value) continue;
    table += pad(average.name, width, false) + pad("", 21) + pad(percent_number(*average.value) + " %", 10) + "\n";
  }
  for (const std::string& remark : left_out_remarks(scores)) table += remark + "\n";
  return table;
}

}  // namespace eval
