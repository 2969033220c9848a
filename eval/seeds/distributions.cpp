#include "eval/seeds/distributions.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <numeric>
#include <vector>

#include "core/error.h"

namespace eval::seeds {
namespace {

// The continued fraction of the incomplete beta function, by the modified Lentz algorithm.
double beta_fraction(double a, double b, double x) {
  constexpr int kTerms = 500;
  constexpr double kTiny = 1e-300;
  constexpr double kClose = 1e-15;
  const auto kept_from_zero = [](double value) { return std::abs(value) < kTiny ? kTiny : value; };
  double c = 1;
  double d = 1 / kept_from_zero(1 - (a + b) * x / (a + 1));
  double fraction = d;
  for (int m = 1; m <= kTerms; ++m) {
    const double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
    const double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
    double step = 1;
    for (const double term : {even, odd}) {
      d = 1 / kept_from_zero(1 + term * d);
      c = kept_from_zero(1 + term / c);
      step = c * d;
      fraction *= step;
    }
    if (std::abs(step - 1) < kClose) break;
  }
  return fraction;
}

// The regularised incomplete beta function I_x(a, b).
double incomplete_beta(double a, double b, double x) {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  const double front =
      std::exp(std::lgamma(a + b) - std::lgamma(a) - std::lgamma(b) + a * std::log(x) + b * std::log1p(-x));
  // The fraction converges fast on this side of the mean.
  if (x < (a + 1) / (a + b + 2)) return front * beta_fraction(a, b, x) / a;
  return 1 - front * beta_fraction(b, a, 1 - x) / b;
}

}  // namespace

double normal_p(double z) {
  return std::erfc(std::abs(z) / std::sqrt(2.0));
}

double student_p(double t, double freedom) {
  FR_CHECK(freedom > 0, "{} degrees of freedom", freedom);
  if (std::isinf(t)) return 0;
  return incomplete_beta(freedom / 2, 0.5, freedom / (freedom + t * t));
}

double sign_flip_p(std::span<const int64_t> differences) {
  std::vector<size_t> sizes;
  int64_t observed = 0;
  int64_t divisor = 0;
  for (const int64_t difference : differences) {
    observed += difference;
    divisor = std::gcd(divisor, difference);
    if (difference != 0) sizes.push_back(static_cast<size_t>(std::abs(difference)));
  }
  if (sizes.empty()) return 1;
  size_t total = 0;
  for (size_t& size : sizes) total += size /= static_cast<size_t>(divisor);
  // The sum S of the differences whose sign came out positive decides: the flipped sum is 2 S - total.
  std::vector<double> probability(total + 1, 0.0);
  probability[0] = 1;
  size_t reached = 0;
  std::sort(sizes.begin(), sizes.end());
  for (const size_t size : sizes) {
    reached += size;
    for (size_t s = reached + 1; s-- > 0;) {
      probability[s] = 0.5 * (probability[s] + (s >= size ? probability[s - size] : 0.0));
    }
  }
  const auto far = static_cast<size_t>(std::abs(observed) / divisor);
  double tail = 0;
  for (size_t s = 0; 2 * s + far <= total; ++s) tail += probability[s];
  return std::min(1.0, far == 0 ? 1.0 : 2 * tail);  // the distribution is symmetric
}

double mean(std::span<const double> values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

double sample_variance(std::span<const double> values) {
  FR_CHECK(values.size() >= 2, "a variance needs two values");
  const double centre = mean(values);
  double sum = 0;
  for (const double value : values) sum += (value - centre) * (value - centre);
  return sum / static_cast<double>(values.size() - 1);
}

double welch_p(std::span<const double> a, std::span<const double> b) {
  const double difference = mean(a) - mean(b);
  const double part_a = sample_variance(a) / static_cast<double>(a.size());
  const double part_b = sample_variance(b) / static_cast<double>(b.size());
  const double variance = part_a + part_b;
  // Equal values leave rounding behind where a mean is no binary fraction.
  constexpr double kRounding = 1e-12;
  if (variance < kRounding * kRounding) return std::abs(difference) < kRounding ? 1 : 0;
  const double freedom =
      variance * variance /
      (part_a * part_a / static_cast<double>(a.size() - 1) + part_b * part_b / static_cast<double>(b.size() - 1));
  return student_p(difference / std::sqrt(variance), freedom);
}

}  // namespace eval::seeds
