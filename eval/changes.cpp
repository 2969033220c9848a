#include "eval/changes.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <unordered_map>

#include "eval/seeds/distributions.h"
#include "eval/seeds/summary.h"

namespace eval {
namespace {

using seeds::Grid;
using seeds::GridCategory;
using seeds::GridRow;

// A category's entries that both runs have, in the later run's order.
struct Pair {
  GridCategory before;
  GridCategory after;
};

// Paired differences of some entries, and what averages need of them.
struct Paired {
  Difference difference;
  double centre = 0;          // of the interval of entries
  double entry_variance = 0;  // of that centre
  seeds::Parts before;
  seeds::Parts after;
};

struct Seeds {
  size_t before;
  size_t after;
};

// What the seeds of both runs vary in common, as a variance.
double seed_variance(const std::vector<seeds::Parts>& before, const std::vector<seeds::Parts>& after) {
  const double earlier = seeds::combine(before).seed_error;
  const double later = seeds::combine(after).seed_error;
  return earlier * earlier + later * later;
}

std::optional<double> p_of_seeds(const std::vector<double>& before, const std::vector<double>& after) {
  if (before.size() < 2 || after.size() < 2) return std::nullopt;
  return seeds::welch_p(before, after);
}

// Limits at these distances from the value, and further by what seeds vary.
Interval interval_at(double value, double below, double above, double variance) {
  const double common = seeds::kZ95 * seeds::kZ95 * variance;
  return {std::max(-1.0, value - std::sqrt(below * below + common)),
          std::min(1.0, value + std::sqrt(above * above + common))};
}

Paired paired(const Pair& pair, Seeds count) {
  Paired out;
  const auto scale = static_cast<int64_t>(std::lcm(count.before, count.after));
  std::vector<int64_t> differences;  // times `scale`
  double sum = 0;
  double squares = 0;
  for (size_t i = 0; i < pair.after.rows.size(); ++i) {
    const auto right = [&](const GridRow& row) {
      return static_cast<int64_t>(row.right) * (scale / static_cast<int64_t>(row.lines.size()));
    };
    differences.push_back(right(pair.after.rows[i]) - right(pair.before.rows[i]));
    const double difference = static_cast<double>(differences.back()) / static_cast<double>(scale);
    sum += difference;
    squares += difference * difference;
  }
  out.before = seeds::parts_of(pair.before, count.before);
  out.after = seeds::parts_of(pair.after, count.after);
  const auto entries = static_cast<double>(differences.size());
  out.centre = sum / (entries + 2);
  out.entry_variance = ((squares + 2) / (entries + 2) - out.centre * out.centre) / (entries + 2);
  Difference& difference = out.difference;
  difference.before = out.before.mean;
  difference.after = out.after.mean;
  difference.value = sum / entries;
  const double half = seeds::kZ95 * std::sqrt(out.entry_variance);
  difference.interval = interval_at(difference.value, difference.value - (out.centre - half),
                                    out.centre + half - difference.value, seed_variance({out.before}, {out.after}));
  difference.p = seeds::sign_flip_p(differences);
  difference.p_seeds = p_of_seeds(out.before.by_seed, out.after.by_seed);
  return out;
}

// Of a weighted sum over categories.
Difference weighted(const std::vector<Paired>& parts, const std::vector<double>& weights) {
  Difference sum;
  std::vector<seeds::Parts> before;
  std::vector<seeds::Parts> after;
  double below = 0;
  double above = 0;
  double centre = 0;
  double variance = 0;
  const auto square = [](double value) { return value * value; };
  for (size_t i = 0; i < parts.size(); ++i) {
    if (weights[i] == 0) continue;
    const Paired& part = parts[i];
    const double half = seeds::kZ95 * std::sqrt(part.entry_variance);
    sum.before += weights[i] * part.difference.before;
    sum.after += weights[i] * part.difference.after;
    sum.value += weights[i] * part.difference.value;
    below += square(weights[i] * (part.difference.value - part.centre + half));
    above += square(weights[i] * (part.centre + half - part.difference.value));
    centre += weights[i] * part.centre;
    variance += square(weights[i]) * part.entry_variance;
    before.push_back(part.before);
    before.back().weight = weights[i];
    after.push_back(part.after);
    after.back().weight = weights[i];
    sum.p = part.difference.p;
  }
  sum.interval = interval_at(sum.value, std::sqrt(below), std::sqrt(above), seed_variance(before, after));
  // An average of one category is that category.
  if (before.size() > 1) sum.p = seeds::normal_p(centre / std::sqrt(variance));
  sum.p_seeds = p_of_seeds(seeds::combine(before).by_seed, seeds::combine(after).by_seed);
  return sum;
}

CategoryChanges changed_entries(const Pair& pair) {
  CategoryChanges changes;
  changes.category = pair.after.category;
  changes.entries = pair.after.rows.size();
  for (size_t i = 0; i < pair.after.rows.size(); ++i) {
    const GridRow& before = pair.before.rows[i];
    const GridRow& after = pair.after.rows[i];
    Change change{after.id, before.failure(), after.failure(), before.right, after.right};
    const size_t earlier = before.right * after.lines.size();
    const size_t later = after.right * before.lines.size();
    if (earlier == later && change.before == change.after) continue;
    (earlier == later ? changes.other : earlier < later ? changes.gained : changes.lost).push_back(std::move(change));
  }
  return changes;
}

}  // namespace

const CategoryChanges* Comparison::find(std::string_view category) const {
  const auto found = std::find_if(categories.begin(), categories.end(),
                                  [&](const CategoryChanges& own) { return own.category->name == category; });
  return found == categories.end() ? nullptr : &*found;
}

Comparison compare(const Grid& before, const Grid& after) {
  Comparison comparison;
  const Seeds count{before.labels.size(), after.labels.size()};
  comparison.seeds_before = count.before;
  comparison.seeds_after = count.after;
  std::unordered_map<std::string_view, const GridRow*> earlier;
  for (const GridCategory& category : before.categories) {
    for (const GridRow& row : category.rows) earlier.emplace(row.id, &row);
  }
  comparison.unpaired = earlier.size();
  Pair all;
  std::vector<Paired> parts;
  std::vector<GridCategory> compared;
  for (const GridCategory& category : after.categories) {
    Pair pair{{category.category, {}}, {category.category, {}}};
    for (const GridRow& row : category.rows) {
      const auto found = earlier.find(row.id);
      if (found == earlier.end()) {
        ++comparison.unpaired;
        continue;
      }
      --comparison.unpaired;
      pair.before.rows.push_back(*found->second);
      pair.after.rows.push_back(row);
    }
    if (pair.after.rows.empty()) continue;
    all.before.rows.insert(all.before.rows.end(), pair.before.rows.begin(), pair.before.rows.end());
    all.after.rows.insert(all.after.rows.end(), pair.after.rows.begin(), pair.after.rows.end());
    parts.push_back(paired(pair, count));
    comparison.categories.push_back(changed_entries(pair));
    comparison.categories.back().difference = parts.back().difference;
    compared.push_back(std::move(pair.after));
  }
  if (parts.empty()) return comparison;
  comparison.averages.push_back({"all_entries", "All entries", paired(all, count).difference});
  const std::vector<std::vector<double>> weights = seeds::average_weights(compared);
  const std::vector<AverageScore> names = average_scores({});
  for (size_t i = 0; i < names.size(); ++i) {
    if (weights[i].empty()) continue;
    comparison.averages.push_back({names[i].name, names[i].title, weighted(parts, weights[i])});
  }
  return comparison;
}

}  // namespace eval
