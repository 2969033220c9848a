#include "env/declared/formula.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>
#include <numbers>
#include <numeric>

#include "core/format.h"

namespace env {
namespace {

using Numbers = std::vector<double>;

double mean(const Numbers& x) {
  return std::accumulate(x.begin(), x.end(), 0.0) / static_cast<double>(x.size());
}

// Sample variance.
double variance(const Numbers& x) {
  const double centre = mean(x);
  double sum = 0;
  for (const double one : x) sum += (one - centre) * (one - centre);
  return sum / static_cast<double>(x.size() - 1);
}

double median(Numbers x) {
  std::sort(x.begin(), x.end());
  const size_t half = x.size() / 2;
  return x.size() % 2 == 1 ? x[half] : (x[half - 1] + x[half]) / 2;
}

// Pearson's coefficient; NaN where a series is constant or the lengths differ.
double correlation(const Numbers& x, const Numbers& y) {
  if (x.size() != y.size()) return std::nan("");
  const double mean_x = mean(x);
  const double mean_y = mean(y);
  double xy = 0, xx = 0, yy = 0;
  for (size_t i = 0; i < x.size(); ++i) {
    xy += (x[i] - mean_x) * (y[i] - mean_y);
    xx += (x[i] - mean_x) * (x[i] - mean_x);
    yy += (y[i] - mean_y) * (y[i] - mean_y);
  }
  return xy / std::sqrt(xx * yy);
}

double dot(const Numbers& x, const Numbers& y) {
  return x.size() == y.size() ? std::inner_product(x.begin(), x.end(), y.begin(), 0.0) : std::nan("");
}

struct Function {
  std::string_view name;
  int arity;  // of numbers; negative: of lists
  double (*apply)(const std::vector<Numbers>&);
};

constexpr double kDegree = std::numbers::pi / 180;
const Function kFunctions[] = {
    {"sqrt", 1, [](const std::vector<Numbers>& a) { return std::sqrt(a[0][0]); }},
    {"exp", 1, [](const std::vector<Numbers>& a) { return std::exp(a[0][0]); }},
    {"ln", 1, [](const std::vector<Numbers>& a) { return std::log(a[0][0]); }},
    {"log", 2, [](const std::vector<Numbers>& a) { return std::log(a[0][0]) / std::log(a[1][0]); }},
    {"log10", 1, [](const std::vector<Numbers>& a) { return std::log10(a[0][0]); }},
    {"sind", 1, [](const std::vector<Numbers>& a) { return std::sin(a[0][0] * kDegree); }},
    {"cosd", 1, [](const std::vector<Numbers>& a) { return std::cos(a[0][0] * kDegree); }},
    {"tand", 1, [](const std::vector<Numbers>& a) { return std::tan(a[0][0] * kDegree); }},
    {"abs", 1, [](const std::vector<Numbers>& a) { return std::fabs(a[0][0]); }},
    {"floor", 1, [](const std::vector<Numbers>& a) { return std::floor(a[0][0]); }},
    {"ceil", 1, [](const std::vector<Numbers>& a) { return std::ceil(a[0][0]); }},
    {"fact", 1, [](const std::vector<Numbers>& a) { return std::tgamma(a[0][0] + 1); }},
    {"gcd", 2,
     [](const std::vector<Numbers>& a) {
       return static_cast<double>(std::gcd(std::llround(a[0][0]), std::llround(a[1][0])));
     }},
    {"min", 2, [](const std::vector<Numbers>& a) { return std::min(a[0][0], a[1][0]); }},
    {"max", 2, [](const std::vector<Numbers>& a) { return std::max(a[0][0], a[1][0]); }},
    {"sum", -1, [](const std::vector<Numbers>& a) { return std::accumulate(a[0].begin(), a[0].end(), 0.0); }},
    {"mean", -1, [](const std::vector<Numbers>& a) { return mean(a[0]); }},
    {"variance", -1, [](const std::vector<Numbers>& a) { return variance(a[0]); }},
    {"median", -1, [](const std::vector<Numbers>& a) { return median(a[0]); }},
    {"largest", -1, [](const std::vector<Numbers>& a) { return *std::max_element(a[0].begin(), a[0].end()); }},
    {"smallest", -1, [](const std::vector<Numbers>& a) { return *std::min_element(a[0].begin(), a[0].end()); }},
    {"count", -1, [](const std::vector<Numbers>& a) { return static_cast<double>(a[0].size()); }},
    {"first", -1, [](const std::vector<Numbers>& a) { return a[0].front(); }},
    {"last", -1, [](const std::vector<Numbers>& a) { return a[0].back(); }},
    {"dot", -2, [](const std::vector<Numbers>& a) { return dot(a[0], a[1]); }},
    {"correlation", -2, [](const std::vector<Numbers>& a) { return correlation(a[0], a[1]); }},
    {"asind", 1, [](const std::vector<Numbers>& a) { return std::asin(a[0][0]) / kDegree; }},
    {"normcdf", 1, [](const std::vector<Numbers>& a) { return std::erfc(-a[0][0] / std::numbers::sqrt2) / 2; }},
};

// Recursive descent; the first error wins and makes every later step a no-op.
class Parser {
 public:
  Parser(std::string_view text, const FormulaInputs& inputs) : text_(text), inputs_(inputs) {}

  FormulaResult run() {
    const double value = sum();
    skip_space();
    if (at_ < text_.size()) fail(core::format("unexpected '{}'", text_.substr(at_, 1)));
    if (error_.empty() && !std::isfinite(value)) fail("the result is not a finite number");
    return {value, error_};
  }

 private:
  void fail(std::string message) {
    if (error_.empty()) error_ = std::move(message);
    at_ = text_.size();
  }
  void skip_space() {
    while (at_ < text_.size() && text_[at_] == ' ') ++at_;
  }
  bool take(char c) {
    skip_space();
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }

  double sum() {
    double value = product();
    while (true) {
      if (take('+'))
        value += product();
      else if (take('-'))
        value -= product();
      else
        return value;
    }
  }
  double product() {
    double value = sign();
    while (true) {
      if (take('*'))
        value *= sign();
      else if (take('/'))
        value /= sign();
      else if (take('%'))
        value = std::fmod(value, sign());
      else
        return value;
    }
  }
  double sign() { return take('-') ? -sign() : power(); }
  double power() {
    const double base = atom();
    return take('^') ? std::pow(base, sign()) : base;
  }

  double atom() {
    skip_space();
    if (take('(')) {
      const double value = sum();
      if (!take(')')) fail("')' expected");
      return value;
    }
    if (at_ < text_.size() && (std::isdigit(static_cast<unsigned char>(text_[at_])) != 0 || text_[at_] == '.')) {
      double value = 0;
      const auto [end, code] = std::from_chars(text_.data() + at_, text_.data() + text_.size(), value);
      if (code != std::errc())
        fail("bad number");
      else
        at_ = static_cast<size_t>(end - text_.data());
      return value;
    }
    const std::string_view name = identifier();
    if (name.empty()) {
      fail("a number or a name expected");
      return 0;
    }
    return take('(') ? call(name) : variable(name);
  }

  std::string_view identifier() {
    const size_t begin = at_;
    while (at_ < text_.size() && (std::isalnum(static_cast<unsigned char>(text_[at_])) != 0 || text_[at_] == '_'))
      ++at_;
    return text_.substr(begin, at_ - begin);
  }

  double variable(std::string_view name) {
    if (const auto found = inputs_.find(name); found != inputs_.end()) return found->second.at(0);
    if (name == "pi") return std::numbers::pi;
    if (name == "e") return std::numbers::e;
    fail(core::format("no value for '{}'", name));
    return 0;
  }

  Numbers list() {
    skip_space();
    const auto found = inputs_.find(identifier());
    if (found != inputs_.end() && !found->second.empty()) return found->second;
    fail("a list expected");
    return {0};
  }

  double call(std::string_view name) {
    for (const Function& function : kFunctions) {
      if (function.name != name) continue;
      std::vector<Numbers> arguments;
      for (int i = 0; i < std::abs(function.arity); ++i) {
        if (i > 0 && !take(',')) fail("',' expected");
        arguments.push_back(function.arity < 0 ? list() : Numbers{sum()});
      }
      if (!take(')')) fail("')' expected");
      return error_.empty() ? function.apply(arguments) : 0;
    }
    fail(core::format("no function '{}'", name));
    return 0;
  }

  std::string_view text_;
  const FormulaInputs& inputs_;
  size_t at_ = 0;
  std::string error_;
};

}  // namespace

FormulaResult evaluate_formula(std::string_view formula, const FormulaInputs& inputs) {
  return Parser(formula, inputs).run();
}

}  // namespace env
