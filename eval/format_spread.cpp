#include "eval/format_spread.h"

#include <algorithm>

#include "core/error.h"
#include "eval/board/statistics.h"

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
  board::Numbers accuracies;
  for (const FormatScore& score : scores_) accuracies.emplace_back(score.accuracy());
  const auto [worst, best] =
      std::minmax_element(scores_.begin(), scores_.end(),
                          [](const FormatScore& a, const FormatScore& b) { return a.accuracy() < b.accuracy(); });
  return {.max_delta = board::python_round2((best->accuracy() - worst->accuracy()) * 100),
          .variance = board::python_round2(board::exact_variance(accuracies) * 10000),
          .deviation = board::python_round2(board::exact_deviation(accuracies) * 100)};
}

}  // namespace eval
