#include "eval/seeds/summary.h"

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "eval/seeds/distributions.h"

namespace eval::seeds {
namespace {

double square(double value) {
  return value * value;
}

// MS_residual / (n K) of entries crossed with seeds.
double residual_variance(const GridCategory& category, const Parts& parts) {
  const size_t seeds = parts.by_seed.size();
  const size_t entries = category.rows.size();
  if (seeds < 2 || entries < 2) return 0;
  double sum = 0;
  for (const GridRow& row : category.rows) {
    for (size_t seed = 0; seed < seeds; ++seed) {
      const double value = row.lines[seed]->valid ? 1 : 0;
      sum += square(value - row.share() - parts.by_seed[seed] + parts.mean);
    }
  }
  return sum / static_cast<double>((entries - 1) * (seeds - 1)) / static_cast<double>(entries * seeds);
}

}  // namespace

Parts parts_of(const GridCategory& category, size_t seeds) {
  Parts parts;
  const auto entries = static_cast<double>(category.rows.size());
  std::vector<size_t> right(seeds);
  size_t all_right = 0;
  for (const GridRow& row : category.rows) {
    all_right += row.right;
    for (size_t seed = 0; seed < seeds; ++seed) right[seed] += row.lines[seed]->valid ? 1 : 0;
  }
  for (const size_t count : right) parts.by_seed.push_back(static_cast<double>(count) / entries);
  parts.mean = static_cast<double>(all_right) / (entries * static_cast<double>(seeds));
  for (const GridRow& row : category.rows) parts.entry_variance += square(row.share() - parts.mean);
  parts.entry_variance /= square(entries);
  parts.residual_variance = residual_variance(category, parts);
  double effective = entries;
  if (seeds > 1 && parts.entry_variance > 0) {
    effective =
        std::clamp(parts.mean * (1 - parts.mean) / parts.entry_variance, entries, entries * static_cast<double>(seeds));
  }
  parts.interval = wilson_share_interval(parts.mean, effective);
  return parts;
}

Estimate combine(const std::vector<Parts>& parts) {
  Estimate estimate;
  estimate.by_seed.resize(parts.front().by_seed.size());
  double entry_variance = 0;
  double residual_variance = 0;
  double below = 0;
  double above = 0;
  for (const Parts& part : parts) {
    estimate.mean += part.weight * part.mean;
    for (size_t seed = 0; seed < estimate.by_seed.size(); ++seed) {
      estimate.by_seed[seed] += part.weight * part.by_seed[seed];
    }
    const double weight = square(part.weight);
    entry_variance += weight * part.entry_variance;
    residual_variance += weight * part.residual_variance;
    below += weight * square(part.mean - part.interval.low);
    above += weight * square(part.interval.high - part.mean);
  }
  double seed_variance = 0;
  if (estimate.by_seed.size() > 1) {
    const double over_seeds = sample_variance(estimate.by_seed);
    estimate.deviation = std::sqrt(over_seeds);
    seed_variance = std::max(0.0, over_seeds / static_cast<double>(estimate.by_seed.size()) - residual_variance);
  }
  estimate.seed_error = std::sqrt(seed_variance);
  estimate.standard_error = std::sqrt(entry_variance + seed_variance);
  if (parts.size() == 1 && seed_variance == 0 && parts.front().weight == 1) {
    estimate.interval = parts.front().interval;  // to the last bit
    return estimate;
  }
  const double common = square(kZ95) * seed_variance;
  estimate.interval = {std::max(0.0, estimate.mean - std::sqrt(below + common)),
                       std::min(1.0, estimate.mean + std::sqrt(above + common))};
  return estimate;
}

std::vector<std::vector<double>> average_weights(const std::vector<GridCategory>& categories) {
  std::vector<CategoryShare> shares;
  for (const GridCategory& category : categories) {
    shares.push_back({category.category, 0, static_cast<double>(category.rows.size())});
  }
  std::vector<std::vector<double>> weights(average_scores(shares).size());
  for (CategoryShare& share : shares) {
    share.accuracy = 1;
    const std::vector<AverageScore> averages = average_scores(shares);
    for (size_t i = 0; i < averages.size(); ++i) {
      if (averages[i].value) weights[i].push_back(*averages[i].value);
    }
    share.accuracy = 0;
  }
  return weights;
}

double pass_at_k(size_t right, size_t seeds, size_t k) {
  return 1 - pass_all_k(seeds - right, seeds, k);
}

// C(right, k) / C(seeds, k), factor by factor so that no binomial overflows.
double pass_all_k(size_t right, size_t seeds, size_t k) {
  if (right < k) return 0;
  double share = 1;
  for (size_t i = 0; i < k; ++i) share *= static_cast<double>(right - i) / static_cast<double>(seeds - i);
  return share;
}

Summary summarise(const Grid& grid) {
  Summary summary;
  summary.labels = grid.labels;
  const size_t seeds = grid.labels.size();
  std::vector<Parts> parts;
  for (const GridCategory& category : grid.categories) {
    parts.push_back(parts_of(category, seeds));
    CategorySummary own{.category = category.category, .entries = category.rows.size()};
    own.accuracy = combine({parts.back()});
    own.pass_at.resize(seeds);
    own.pass_all.resize(seeds);
    for (const GridRow& row : category.rows) {
      own.always += row.right == seeds ? 1 : 0;
      own.never += row.right == 0 ? 1 : 0;
      for (size_t k = 1; k <= seeds; ++k) {
        own.pass_at[k - 1] += pass_at_k(row.right, seeds, k) / static_cast<double>(own.entries);
        own.pass_all[k - 1] += pass_all_k(row.right, seeds, k) / static_cast<double>(own.entries);
      }
    }
    summary.categories.push_back(std::move(own));
  }
  const std::vector<std::vector<double>> weights = average_weights(grid.categories);
  const std::vector<AverageScore> names = average_scores({});
  for (size_t i = 0; i < names.size(); ++i) {
    AverageSummary average{names[i].name, names[i].title, std::nullopt};
    std::vector<Parts> weighted;
    for (size_t c = 0; c < weights[i].size(); ++c) {
      if (weights[i][c] == 0) continue;
      weighted.push_back(parts[c]);
      weighted.back().weight = weights[i][c];
    }
    if (!weighted.empty()) average.accuracy = combine(weighted);
    summary.averages.push_back(std::move(average));
  }
  return summary;
}

}  // namespace eval::seeds
