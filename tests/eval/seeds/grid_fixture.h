// Grids of verdicts for the tests of several seeds.
#pragma once

#include <string>
#include <vector>

#include "eval/seeds/grid.h"

namespace fixtures {

// An empty error type: right.
inline eval::ResultLine judged_line(const std::string& id, const std::string& error_type) {
  eval::ResultLine line;
  line.id = id;
  line.judged = true;
  line.valid = error_type.empty();
  line.error_type = error_type;
  return line;
}

// Verdicts of entries by seed, with what makes of them lines, runs and a grid. Not to be copied: the grid points into
// it.
class VerdictGrid {
 public:
  explicit VerdictGrid(size_t seeds) : lines_(seeds) {}
  VerdictGrid(const VerdictGrid&) = delete;
  VerdictGrid& operator=(const VerdictGrid&) = delete;

  // `rows`: an entry's verdicts by seed, '1' for right: "101".
  VerdictGrid& add(const std::string& category, const std::vector<std::string>& rows) {
    for (size_t i = 0; i < rows.size(); ++i) {
      for (size_t seed = 0; seed < lines_.size(); ++seed) {
        lines_[seed].push_back(
            judged_line(category + "_" + std::to_string(i), rows[i][seed] == '1' ? "" : "value_error:string"));
      }
    }
    return *this;
  }

  std::vector<std::vector<eval::ResultLine>>& lines() { return lines_; }

  // The seeds in this order; all of them where it is empty.
  eval::seeds::Grid grid(std::vector<size_t> order = {}) const {
    if (order.empty()) {
      for (size_t seed = 0; seed < lines_.size(); ++seed) order.push_back(seed);
    }
    std::vector<eval::seeds::SeedLines> seeds;
    for (const size_t seed : order) seeds.push_back({std::to_string(seed), &lines_[seed]});
    return eval::seeds::make_grid(seeds);
  }

 private:
  std::vector<std::vector<eval::ResultLine>> lines_;
};

}  // namespace fixtures
