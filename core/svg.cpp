#include "core/svg.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>

#include "core/format.h"
#include "core/html.h"

namespace core {

namespace {

constexpr double kWidth = 940;
constexpr std::array<std::string_view, 4> kColours = {"#9aa8bc", "#2563eb", "#d97706", "#0f7b4b"};
constexpr std::string_view kFont = "font-family=\"system-ui, 'Segoe UI', Roboto, 'DejaVu Sans', Arial, sans-serif\"";

std::string colour(size_t index) {
  return std::string(kColours[index % kColours.size()]);
}

std::string open_svg(double height, std::string_view label) {
  return format(
      "<svg viewBox=\"0 0 {.0} {.0}\" role=\"img\" aria-label=\"{}\" {} xmlns=\"http://www.w3.org/2000/svg\">\n",
      kWidth, height, html_escape(label), kFont);
}

std::string svg_text(double x, double y, std::string_view text, std::string_view anchor, std::string_view extra = {}) {
  return format("<text x=\"{.1}\" y=\"{.1}\" text-anchor=\"{}\" font-size=\"12.5\" fill=\"#667085\" {}>{}</text>\n", x,
                y, anchor, extra, html_escape(text));
}

std::string svg_line(double x1, double y1, double x2, double y2, std::string_view stroke, double width = 1) {
  return format("<line x1=\"{.1}\" y1=\"{.1}\" x2=\"{.1}\" y2=\"{.1}\" stroke=\"{}\" stroke-width=\"{.1}\"/>\n", x1, y1,
                x2, y2, stroke, width);
}

// "0.25", "12", "1500": no more decimals than the step of an axis needs.
std::string tick_text(double value, double step) {
  if (step >= 1 || value == 0) return fixed(value, 0);
  return fixed(value, std::min(6, static_cast<int>(std::ceil(-std::log10(step) - 1e-9))));
}

std::string legend(const std::vector<std::pair<std::string, std::string>>& names, double y, double x = 64) {
  std::string out;
  for (const auto& [name, fill] : names) {
    out += format("<rect x=\"{.1}\" y=\"{.1}\" width=\"12\" height=\"12\" rx=\"3\" fill=\"{}\"/>\n", x, y - 10, fill);
    out += svg_text(x + 18, y, name, "start");
    x += 40 + 7.4 * static_cast<double>(name.size());
  }
  return out;
}

// One polyline point list, thinned to the lowest and highest point of each pixel column.
std::string points_text(const std::vector<std::pair<double, double>>& pixels) {
  std::string out;
  const auto add = [&out](const std::pair<double, double>& p) { out += format("{.1},{.1} ", p.first, p.second); };
  for (size_t i = 0; i < pixels.size();) {
    size_t end = i;
    size_t low = i;
    size_t high = i;
    while (end < pixels.size() && std::floor(pixels[end].first) == std::floor(pixels[i].first)) {
      if (pixels[end].second < pixels[low].second) low = end;
      if (pixels[end].second > pixels[high].second) high = end;
      ++end;
    }
    add(pixels[std::min(low, high)]);
    if (low != high) add(pixels[std::max(low, high)]);
    i = end;
  }
  return out;
}

}  // namespace

std::vector<double> nice_ticks(double low, double high, int count) {
  if (!(high > low) || count < 1) return {low};
  const double raw = (high - low) / count;
  const double power = std::pow(10, std::floor(std::log10(raw)));
  double step = 10 * power;
  for (const double factor : {1.0, 2.0, 5.0}) {
    if (factor * power >= raw * 0.999) {
      step = factor * power;
      break;
    }
  }
  std::vector<double> ticks;
  const double first = std::floor(low / step + 1e-9);
  for (double i = first; (i - 1) * step < high - 1e-9 * step; ++i) ticks.push_back(i * step);
  return ticks;
}

std::string svg_bar_chart(const BarChart& chart) {
  constexpr double kTop = 34;
  constexpr double kPlot = 250;
  const bool long_labels = std::any_of(chart.groups.begin(), chart.groups.end(), [&](const auto& group) {
    return group.label.size() * chart.groups.size() > 120;
  });
  // Labels that slope down to the left begin right of the edge, also the first.
  constexpr double kLetter = 6.9;  // of a label's width on the slope
  const double slots = chart.groups.empty() ? 1 : static_cast<double>(chart.groups.size());
  double left = 52;
  for (size_t g = 0; long_labels && g < chart.groups.size(); ++g) {
    const double share = (static_cast<double>(g) + 0.5) / slots;
    const double reach = kLetter * static_cast<double>(chart.groups[g].label.size());
    left = std::max(left, (reach - kWidth * share) / (1 - share));
  }
  const double height = kTop + kPlot + (long_labels ? 92 : 36);
  const double maximum = chart.maximum > 0 ? chart.maximum : 1;
  const auto y_of = [&](double value) { return kTop + kPlot * (1 - std::clamp(value / maximum, 0.0, 1.0)); };

  std::string out = open_svg(height, "bar chart");
  std::vector<std::pair<std::string, std::string>> names;
  for (size_t i = 0; i < chart.series.size(); ++i)
    names.emplace_back(chart.series[i], colour(chart.series.size() == 1 ? 1 : i));
  if (names.size() > 1) out += legend(names, 14, left + 12);
  const std::vector<double> ticks = nice_ticks(0, maximum, 5);
  for (const double tick : ticks) {
    if (tick > maximum * 1.0001) break;
    out += svg_line(left, y_of(tick), kWidth, y_of(tick), tick == 0 ? "#98a2b3" : "#e4e7ec");
    out += svg_text(left - 8, y_of(tick) + 4, tick_text(tick, ticks.size() > 1 ? ticks[1] : 1), "end");
  }
  const double slot = chart.groups.empty() ? 0 : (kWidth - left) / slots;
  for (size_t g = 0; g < chart.groups.size(); ++g) {
    const BarChart::Group& group = chart.groups[g];
    const double centre = left + slot * (static_cast<double>(g) + 0.5);
    const auto bars = static_cast<double>(std::max<size_t>(1, group.bars.size()));
    const double width = std::min(40.0, slot * 0.74 / bars);
    for (size_t b = 0; b < group.bars.size(); ++b) {
      const Bar& bar = group.bars[b];
      if (!bar.present) continue;
      const double x = centre + width * (static_cast<double>(b) - bars / 2);
      const double top = y_of(bar.value);
      out += format("<rect x=\"{.1}\" y=\"{.1}\" width=\"{.1}\" height=\"{.1}\" rx=\"2\" fill=\"{}\"/>\n", x + 1, top,
                    width - 2, std::max(1.0, kTop + kPlot - top), colour(group.bars.size() == 1 ? 1 : b));
      const double middle = x + width / 2;
      if (bar.low < bar.high) {
        out += svg_line(middle, y_of(bar.low), middle, y_of(bar.high), "#1b2430", 1.2);
        out += svg_line(middle - 4, y_of(bar.low), middle + 4, y_of(bar.low), "#1b2430", 1.2);
        out += svg_line(middle - 4, y_of(bar.high), middle + 4, y_of(bar.high), "#1b2430", 1.2);
      }
      for (size_t d = 0; d < bar.dots.size(); ++d) {
        // Side by side, so that equal ones are seen apart.
        const double step = std::min(7.0, 0.7 * width / static_cast<double>(bar.dots.size()));
        const double offset = step * (static_cast<double>(d) - 0.5 * static_cast<double>(bar.dots.size() - 1));
        out += format("<circle cx=\"{.1}\" cy=\"{.1}\" r=\"{.1}\" fill=\"#fff\" stroke=\"#1b2430\"/>\n",
                      middle + offset, y_of(bar.dots[d]), std::clamp(0.45 * step, 1.2, 2.6));
      }
      double highest = std::max(bar.value, bar.low < bar.high ? bar.high : bar.value);
      for (const double dot : bar.dots) highest = std::max(highest, dot);
      if (width >= 22) {
        const double label_y = y_of(highest) - 5;
        out += svg_text(middle, std::max(label_y, kTop - 4), fixed(bar.value, 0), "middle");
      }
    }
    const double y = kTop + kPlot + 20;
    out += long_labels ? svg_text(centre, y - 4, group.label, "end",
                                  format("transform=\"rotate(-28 {.1} {.1})\"", centre, y - 4))
                       : svg_text(centre, y, group.label, "middle");
  }
  if (!chart.unit.empty()) out += svg_text(left - 8, 14, chart.unit, "end");
  return out + "</svg>\n";
}

std::string svg_line_chart(const LineChart& chart) {
  constexpr double kLeft = 60;
  constexpr double kTop = 34;
  constexpr double kPlot = 240;
  constexpr double kRight = kWidth - 14;
  double x_low = std::numeric_limits<double>::infinity();
  double x_high = -x_low;
  double y_low = x_low;
  double y_high = -x_low;
  const auto finite = [](const auto& p) { return std::isfinite(p.first) && std::isfinite(p.second); };
  for (const auto& series : chart.series) {
    for (const auto& point : series.points) {
      if (!finite(point)) continue;
      x_low = std::min(x_low, point.first);
      x_high = std::max(x_high, point.first);
      y_low = std::min(y_low, point.second);
      y_high = std::max(y_high, point.second);
    }
  }
  std::string out = open_svg(kTop + kPlot + 52, chart.y_label + " by " + chart.x_label);
  if (!(x_low <= x_high)) return out + svg_text(kWidth / 2, kTop + kPlot / 2, "no data", "middle") + "</svg>\n";
  if (x_low == x_high) x_high = x_low + 1;
  // A curve well above zero keeps its shape; one near zero starts at zero.
  if (y_low > 0 && y_low < 0.35 * y_high) y_low = 0;
  if (y_low == y_high) y_high = y_low + 1;
  const std::vector<double> ticks = nice_ticks(y_low, y_high, 5);
  y_low = ticks.front();
  y_high = ticks.back();
  const auto x_of = [&](double x) { return kLeft + (kRight - kLeft) * (x - x_low) / (x_high - x_low); };
  const auto y_of = [&](double y) { return kTop + kPlot * (1 - (y - y_low) / (y_high - y_low)); };

  const double step = ticks.size() > 1 ? ticks[1] - ticks[0] : 1;
  for (const double tick : ticks) {
    out += svg_line(kLeft, y_of(tick), kRight, y_of(tick), tick == ticks.front() ? "#98a2b3" : "#e4e7ec");
    out += svg_text(kLeft - 8, y_of(tick) + 4, tick_text(tick, step), "end");
  }
  const std::vector<double> x_ticks = nice_ticks(x_low, x_high, 8);
  const double x_step = x_ticks.size() > 1 ? x_ticks[1] - x_ticks[0] : 1;
  for (const double tick : x_ticks) {
    if (tick < x_low - 1e-9 || tick > x_high + 1e-9) continue;
    out += svg_text(x_of(tick), kTop + kPlot + 20, tick_text(tick, x_step), "middle");
  }
  out += svg_text((kLeft + kRight) / 2, kTop + kPlot + 42, chart.x_label, "middle");

  std::vector<std::pair<std::string, std::string>> names;
  for (size_t i = 0; i < chart.series.size(); ++i) {
    const LineChart::Series& series = chart.series[i];
    const std::string stroke = series.faint ? "#a9c0f0" : colour(i == 0 ? 1 : i);
    names.emplace_back(series.name, stroke);
    std::vector<std::pair<double, double>> pixels;
    for (const auto& point : series.points) {
      if (finite(point)) pixels.emplace_back(x_of(point.first), y_of(point.second));
    }
    out +=
        format("<polyline fill=\"none\" stroke=\"{}\" stroke-width=\"{}\" stroke-linejoin=\"round\" points=\"{}\"/>\n",
               stroke, series.faint ? "1" : "2", points_text(pixels));
  }
  return out + legend(names, 14) + svg_text(kLeft - 8, 14, chart.y_label, "end") + "</svg>\n";
}

}  // namespace core
