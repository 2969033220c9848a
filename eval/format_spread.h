// How far a model's accuracy on format sensitivity depends on the format: what bfcl_eval's score header says beside the
// accuracy. Knows ids and verdicts only.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace eval {

struct FormatScore {
  std::string format;  // as ids have it: "ret_fmt=python&tool_call_tag=…"
  size_t correct = 0;
  size_t total = 0;

  double accuracy() const { return static_cast<double>(correct) / static_cast<double>(total); }
};

// In percentage points, rounded to two places as Python rounds; zeros for fewer than two formats.
struct FormatSpread {
  double max_delta = 0;  // best format less worst
  double variance = 0;   // of a sample
  double deviation = 0;
};

class FormatTally {
 public:
  // `id`: "format_sensitivity_<n>:<format>:<original id>". Throws core::Error(data) for another.
  void add(std::string_view id, bool valid);

  // In the order of their first entries.
  const std::vector<FormatScore>& scores() const { return scores_; }
  FormatSpread spread() const;

 private:
  std::vector<FormatScore> scores_;
};

}  // namespace eval
