// Several runs of one model over the same entries, entry by entry: what each seed made of it. One run is a grid of one
// seed. Knows verdicts, no statistics.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "env/bfcl/category.h"
#include "eval/results.h"

namespace eval::seeds {

struct GridRow {
  std::string id;
  std::vector<const ResultLine*> lines;  // one a seed
  size_t right = 0;                      // seeds that got it right

  double share() const { return static_cast<double>(right) / static_cast<double>(lines.size()); }
  bool is_flaky() const { return right > 0 && right < lines.size(); }
  // The error type that occurs most often, of equally frequent ones the first by name; empty where every seed is right.
  std::string failure() const;
};

struct GridCategory {
  const env::bfcl::Category* category = nullptr;
  std::vector<GridRow> rows;  // in the benchmark's order
};

struct Grid {
  std::vector<std::string> labels;       // of the seeds
  std::vector<GridCategory> categories;  // in the benchmark's order; only those with rows
  // Entries that not every seed has a verdict on; they have no row.
  size_t unshared = 0;
  std::string remark;  // says so in one line, naming a seed and an entry; empty where there are none

  const GridCategory* find(std::string_view category) const;
};

struct SeedLines {
  std::string label;
  const std::vector<ResultLine>* lines = nullptr;  // must outlive the grid
};

// Of the judged lines that `counts` takes (all, where there is no such function). Needs a seed; labels differ.
Grid make_grid(const std::vector<SeedLines>& seeds, const std::function<bool(const ResultLine&)>& counts = {});

}  // namespace eval::seeds
