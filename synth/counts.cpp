#include "synth/counts.h"

#include <algorithm>

#include "core/format.h"
#include "core/html.h"
#include "core/svg.h"

namespace synth {
namespace {

double total_of(const Counts& counts) {
  int64_t total = 0;
  for (const auto& [key, count] : counts) total += count;
  return static_cast<double>(std::max<int64_t>(total, 1));
}

}  // namespace

core::Dict counts_json(const Counts& counts) {
  core::Dict out;
  for (const auto& [key, count] : counts) out[key] = core::Value(count);
  return out;
}

void counts_text(std::string_view title, const Counts& counts, std::string& out) {
  if (counts.empty()) return;
  const double total = total_of(counts);
  out += core::format("{}\n", title);
  for (const auto& [key, count] : counts) {
    std::string name = key;
    name.resize(std::max<size_t>(name.size(), 20), ' ');
    out += core::format("  {} {}  ({.1} %)\n", name, count, 100.0 * static_cast<double>(count) / total);
  }
}

std::string counts_html(std::string_view title, const Counts& counts) {
  if (counts.empty()) return {};
  const double total = total_of(counts);
  core::HtmlTable table({{std::string(title)}, {"count", true}, {"share", true}});
  for (const auto& [key, count] : counts) {
    table.add_row({core::html_escape(key), core::format("{}", count),
                   core::format("{.1} %", 100.0 * static_cast<double>(count) / total)});
  }
  return core::html_text("h2", title) + table.html();
}

std::string counts_chart(std::string_view title, const Counts& counts) {
  if (counts.empty()) return {};
  core::BarChart chart;
  chart.series = {"share"};
  chart.unit = " %";
  const double total = total_of(counts);
  double highest = 0;
  for (const auto& [key, count] : counts) {
    const double share = 100.0 * static_cast<double>(count) / total;
    highest = std::max(highest, share);
    chart.groups.push_back({key, {{.value = share}}});
  }
  chart.maximum = std::min(100.0, highest * 1.15);
  return core::html_text("h2", title) + core::svg_bar_chart(chart);
}

}  // namespace synth
