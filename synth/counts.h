// Tables of counts for reports: as JSON, as text, as HTML and as bars.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "core/value.h"

namespace synth {

using Counts = std::map<std::string, int64_t>;

// Adds each count of `more` to that of its key; any map of counts.
template <class Map>
void add_counts(Map& to, const Map& more) {
  for (const auto& [key, count] : more) to[key] += count;
}

core::Dict counts_json(const Counts& counts);
// Appends the table with shares; nothing where it is empty.
void counts_text(std::string_view title, const Counts& counts, std::string& out);
std::string counts_html(std::string_view title, const Counts& counts);
std::string counts_chart(std::string_view title, const Counts& counts);

}  // namespace synth
