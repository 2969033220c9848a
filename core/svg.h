// Two charts as inline SVG: grouped bars with error bars, and lines. Colours and type match core/html.h.
// Knows nothing of what the numbers mean.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace core {

struct Bar {
  double value = 0;
  double low = 0;  // error bar; drawn where low < high
  double high = 0;
  bool present = true;
  std::vector<double> dots = {};  // single measurements, drawn over the bar
};

struct BarChart {
  std::vector<std::string> series;  // names, for the legend; at most 4
  struct Group {
    std::string label;
    std::vector<Bar> bars;  // one a series
  };
  std::vector<Group> groups;
  double maximum = 100;
  std::string unit;  // after axis numbers and values: " %"
};
std::string svg_bar_chart(const BarChart& chart);

struct LineChart {
  struct Series {
    std::string name;
    std::vector<std::pair<double, double>> points;  // in order of x; points that are not finite are left out
    bool faint = false;                             // background data, e.g. before smoothing
  };
  std::vector<Series> series;
  std::string x_label;
  std::string y_label;
};
// Many points are thinned to the extremes of each pixel column, so no spike is lost and the file stays small.
std::string svg_line_chart(const LineChart& chart);

// Round axis steps: about `count` ticks that cover [low, high].
std::vector<double> nice_ticks(double low, double high, int count);

}  // namespace core
