// The loss curve of a report, from a training run's metrics.jsonl.
#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "core/format.h"
#include "core/html.h"
#include "core/json.h"
#include "core/progress.h"
#include "core/svg.h"
#include "core/text.h"
#include "eval/report_parts.h"

namespace eval::report {

namespace {

struct Metrics {
  std::vector<std::pair<double, double>> loss;  // (step, loss)
  std::vector<double> tokens_per_s;
  double highest_lr = 0;
};

// A training run may have been killed while it wrote: lines that do not parse are passed over.
Metrics read_metrics(const core::fs::path& path) {
  Metrics metrics;
  const std::string text = core::read_file(path);
  for (const std::string& line : core::split(text, '\n')) {
    if (core::trim(line).empty()) continue;
    try {
      const core::Value json = core::parse_json(line);
      const core::Value* step = json.find("step");
      const core::Value* loss = json.find("loss");
      if (step == nullptr || loss == nullptr || !step->is_number() || !loss->is_number()) continue;
      metrics.loss.emplace_back(step->as_double(), loss->as_double());
      const double rate = json.get_double("tokens_per_s", 0);
      if (rate > 0) metrics.tokens_per_s.push_back(rate);
      metrics.highest_lr = std::max(metrics.highest_lr, json.get_double("lr", 0));
    } catch (const core::Error&) {
      continue;
    }
  }
  return metrics;
}

// Running mean with a memory of about a thirtieth of the run; corrected at the start, where it has seen little.
std::vector<std::pair<double, double>> smoothed(const std::vector<std::pair<double, double>>& points) {
  const double memory = std::max(4.0, static_cast<double>(points.size()) / 30);
  const double keep = 1 - 1 / memory;
  std::vector<std::pair<double, double>> out;
  double sum = 0;
  double weight = 0;
  for (const auto& [x, y] : points) {
    if (!std::isfinite(y)) continue;
    sum = keep * sum + y;
    weight = keep * weight + 1;
    out.emplace_back(x, sum / weight);
  }
  return out;
}

double median(std::vector<double> values) {
  if (values.empty()) return 0;
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

}  // namespace

std::string training_section(const ReportInput& input) {
  if (input.metrics.empty() || !core::fs::exists(input.metrics)) return {};
  const Metrics metrics = read_metrics(input.metrics);
  if (metrics.loss.empty()) return {};
  core::LineChart chart;
  chart.x_label = "optimiser step";
  chart.y_label = "loss";
  chart.series.push_back({"loss of each step", metrics.loss, true});
  chart.series.push_back({"running mean", smoothed(metrics.loss), false});
  std::string caption = core::format("{} steps", metrics.loss.size());
  if (metrics.highest_lr > 0) caption += core::format(" · peak learning rate {}", metrics.highest_lr);
  if (const double rate = median(metrics.tokens_per_s); rate > 0) {
    caption += core::format(" · {} tokens/s (median)", core::format_count(rate));
  }
  return core::html_text("h2", "Training loss") +
         core::html_element("figure", core::svg_line_chart(chart) + core::html_text("figcaption", caption));
}

}  // namespace eval::report
