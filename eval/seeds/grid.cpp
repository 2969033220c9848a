#include "eval/seeds/grid.h"

#include <algorithm>
#include <map>
#include <utility>

#include "core/error.h"

namespace eval::seeds {
namespace {

using env::bfcl::Category;

// The benchmark's order, as results.jsonl has it.
using RowKey = std::pair<env::bfcl::SortKey, std::string>;
using Rows = std::map<RowKey, std::vector<const ResultLine*>>;

RowKey key_of(const std::string& id) {
  return {env::bfcl::sort_key(std::string_view(id).substr(0, id.find(':'))), id};
}

}  // namespace

std::string GridRow::failure() const {
  std::map<std::string, size_t> counts;
  for (const ResultLine* line : lines) {
    if (!line->valid) ++counts[line->error_type];
  }
  const auto most =
      std::max_element(counts.begin(), counts.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
  return most == counts.end() ? std::string() : most->first;
}

const GridCategory* Grid::find(std::string_view category) const {
  const auto found = std::find_if(categories.begin(), categories.end(),
                                  [&](const GridCategory& own) { return own.category->name == category; });
  return found == categories.end() ? nullptr : &*found;
}

Grid make_grid(const std::vector<SeedLines>& seeds, const std::function<bool(const ResultLine&)>& counts) {
  FR_CHECK(!seeds.empty(), "a grid needs a seed");
  Grid grid;
  std::map<const Category*, Rows> found;
  for (size_t seed = 0; seed < seeds.size(); ++seed) {
    grid.labels.push_back(seeds[seed].label);
    for (const ResultLine& line : *seeds[seed].lines) {
      const Category* category = env::bfcl::category_of_id(line.id);
      if (category == nullptr || !line.judged || (counts && !counts(line))) continue;
      auto& lines = found[category][key_of(line.id)];
      lines.resize(seeds.size());
      lines[seed] = &line;
    }
  }
  std::vector<size_t> lacking(seeds.size());
  std::vector<std::string> first_lacking(seeds.size());
  size_t entries = 0;
  for (const Category& category : env::bfcl::all_categories()) {
    const auto rows = found.find(&category);
    if (rows == found.end()) continue;
    GridCategory own{&category, {}};
    for (auto& [key, lines] : rows->second) {
      ++entries;
      bool whole = true;
      for (size_t seed = 0; seed < lines.size(); ++seed) {
        if (lines[seed] != nullptr) continue;
        whole = false;
        if (lacking[seed]++ == 0) first_lacking[seed] = key.second;
      }
      if (!whole) {
        ++grid.unshared;
        continue;
      }
      const auto right = std::count_if(lines.begin(), lines.end(), [](const ResultLine* line) { return line->valid; });
      own.rows.push_back({key.second, std::move(lines), static_cast<size_t>(right)});
    }
    if (!own.rows.empty()) grid.categories.push_back(std::move(own));
  }
  const auto worst = static_cast<size_t>(std::max_element(lacking.begin(), lacking.end()) - lacking.begin());
  if (grid.unshared > 0) {
    grid.remark = core::format("seed {} has no result for {} of {} entries that other seeds have, the first: {}",
                               grid.labels[worst], lacking[worst], entries, first_lacking[worst]);
  }
  return grid;
}

}  // namespace eval::seeds
