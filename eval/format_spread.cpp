#include "eval/format_spread.h"

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "env/bfcl/worlds/python_operators.h"

namespace eval {

void FormatTally::add(std::string_view id, bool valid) {
  const size_t first = id.find(':');
  const size_t last = id.rfind(':');
  if (first == last) throw core::data_error(core::format("{}: no format in this id", id));
  const std::string_view format = id.substr(first + 1, last - first - 1);
  auto score = std::find_if(scores_.begin(), scores_.end(), [&](const FormatScore& s) { return s.format == format; });
  if (score == scores_.end()) score = scores_.insert(score, FormatScore{std::string(format), 0, 0});
  score->correct += valid ? 1 : 0;
  ++score->total;
}

FormatSpread FormatTally::spread() const {
  if (scores_.size() < 2) return {};
  // Python's statistics module sums fractions exactly; with eleven bits more than a double the results are the same.
  long double sum = 0;
  double best = 0;
  double worst = 1;
  for (const FormatScore& score : scores_) {
    sum += score.accuracy();
    best = std::max(best, score.accuracy());
    worst = std::min(worst, score.accuracy());
  }
  const auto count = static_cast<long double>(scores_.size());
  long double squares = 0;
  for (const FormatScore& score : scores_) squares += std::pow(score.accuracy() - sum / count, 2.0L);
  const long double variance = squares / (count - 1);
  const auto rounded = [](double value) { return env::bfcl::python_round(value, 2); };
  return {.max_delta = rounded((best - worst) * 100),
          .variance = rounded(static_cast<double>(variance) * 10000),
          .deviation = rounded(static_cast<double>(std::sqrt(variance)) * 100)};
}

}  // namespace eval
