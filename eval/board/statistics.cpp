#include "eval/board/statistics.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <map>
#include <utility>

#include "core/big_integer.h"
#include "core/error.h"
#include "core/format.h"

namespace eval::board {
namespace {

using core::BigInteger;
using core::Value;

int64_t int_of(const Value& number) {
  return number.is_bool() ? static_cast<int64_t>(number.as_bool()) : number.as_int();
}

double double_of(const Value& number) {
  return number.is_float() ? number.as_double() : static_cast<double>(int_of(number));
}

__extension__ using Wide = unsigned __int128;

BigInteger big(Wide value) {
  constexpr unsigned kPart = 48;
  constexpr Wide kMask = (Wide{1} << kPart) - 1;
  const auto part = [value](unsigned shift) { return BigInteger(static_cast<int64_t>(value >> shift & kMask)); };
  return part(2 * kPart).shift_left(size_t{2} * kPart) + part(kPart).shift_left(kPart) + part(0);
}

// A number is mantissa · 2^exponent.
struct Parts {
  int64_t mantissa = 0;
  int exponent = 0;
};

Parts parts_of(const Value& number) {
  constexpr int kMantissaBits = 53;
  if (!number.is_float()) return {int_of(number), 0};
  if (!std::isfinite(number.as_double())) throw core::data_error("a latency is not finite");
  Parts parts;
  const double fraction = std::frexp(number.as_double(), &parts.exponent);
  parts.mantissa = static_cast<int64_t>(std::ldexp(fraction, kMantissaBits));
  parts.exponent -= kMantissaBits;
  return parts;
}

// Exact sums of the numbers of one exponent: machine integers, which go over into big ones before they overflow.
class Sums {
 public:
  void add(int64_t mantissa) {
    const auto size =
        static_cast<Wide>(mantissa < 0 ? -static_cast<uint64_t>(mantissa) : static_cast<uint64_t>(mantissa));
    (mantissa < 0 ? negative_ : positive_) += size;
    squares_ += size * size;
    if (squares_ >> 126U != 0) flush();
  }
  const BigInteger& sum() {
    flush();
    return sum_;
  }
  const BigInteger& squares() {
    flush();
    return sum_of_squares_;
  }

 private:
  void flush() {
    sum_ = sum_ + big(std::exchange(positive_, 0)) - big(std::exchange(negative_, 0));
    sum_of_squares_ = sum_of_squares_ + big(std::exchange(squares_, 0));
  }

  Wide positive_ = 0;
  Wide negative_ = 0;
  Wide squares_ = 0;
  BigInteger sum_;
  BigInteger sum_of_squares_;
};

// sum · 2^exponent and squares · 2^(2 · exponent) are those of all numbers.
struct Total {
  BigInteger sum;
  BigInteger squares;
  int exponent = 0;
};

Total total_of(const Numbers& numbers) {
  std::map<int, Sums> by_exponent;
  for (const Value& number : numbers) {
    const Parts parts = parts_of(number);
    by_exponent[parts.exponent].add(parts.mantissa);
  }
  Total total;
  if (!by_exponent.empty()) total.exponent = std::min(0, by_exponent.begin()->first);
  for (auto& [exponent, sums] : by_exponent) {
    const auto shift = static_cast<size_t>(exponent - total.exponent);
    total.sum = total.sum + sums.sum().shift_left(shift);
    total.squares = total.squares + sums.squares().shift_left(2 * shift);
  }
  return total;
}

// numerator / denominator, not yet divided.
struct Ratio {
  BigInteger numerator;
  BigInteger denominator;
};

Ratio times_power_of_two(Ratio ratio, int exponent) {
  if (exponent >= 0) {
    ratio.numerator = ratio.numerator.shift_left(static_cast<size_t>(exponent));
  } else {
    ratio.denominator = ratio.denominator.shift_left(static_cast<size_t>(-exponent));
  }
  return ratio;
}

// (n · Σx² − (Σx)²) / (n (n − 1))
Ratio sample_variance(const Numbers& numbers) {
  FR_CHECK(numbers.size() >= 2, "a deviation needs two numbers");
  const Total total = total_of(numbers);
  const BigInteger count(static_cast<int64_t>(numbers.size()));
  return times_power_of_two({count * total.squares - total.sum * total.sum, count * (count - BigInteger(1))},
                            2 * total.exponent);
}

// The largest integer whose square is not above `value`, by Newton's method from above.
BigInteger integer_root(const BigInteger& value) {
  if (value.is_zero()) return value;
  BigInteger root = BigInteger(1).shift_left((value.bits() + 1) / 2);
  while (true) {
    BigInteger quotient, remainder;
    BigInteger::floor_divide(value, root, quotient, remainder);
    const BigInteger next = (root + quotient).shift_right(1);
    if (BigInteger::compare(next, root) >= 0) return root;
    root = next;
  }
}

// The square root of a ratio, rounded once: 55 bits of it, the last of which says whether anything was cut off.
double root_of(const Ratio& ratio) {
  constexpr int kBits = 110;
  const int surplus = static_cast<int>(ratio.numerator.bits()) - static_cast<int>(ratio.denominator.bits());
  const int half_shift = (kBits - surplus) / 2;
  const Ratio shifted = times_power_of_two(ratio, 2 * half_shift);
  BigInteger quotient, remainder;
  BigInteger::floor_divide(shifted.numerator, shifted.denominator, quotient, remainder);
  BigInteger root = integer_root(quotient);
  if (!remainder.is_zero() || !(root * root == quotient)) root = root | BigInteger(1);
  return std::ldexp(root.to_double(), -half_shift);
}

}  // namespace

Value python_sum(const Numbers& numbers) {
  int64_t whole = 0;
  size_t at = 0;
  for (; at < numbers.size() && !numbers[at].is_float(); ++at) {
    if (__builtin_add_overflow(whole, int_of(numbers[at]), &whole)) throw core::data_error("a count is too large");
  }
  if (at == numbers.size()) return whole;
  auto sum = static_cast<double>(whole);
  for (; at < numbers.size(); ++at) sum += double_of(numbers[at]);
  return sum;
}

Value exact_mean(const Numbers& numbers) {
  FR_CHECK(!numbers.empty(), "a mean needs a number");
  const Total total = total_of(numbers);
  const BigInteger count(static_cast<int64_t>(numbers.size()));
  const Ratio mean = times_power_of_two({total.sum, count}, total.exponent);
  if (std::none_of(numbers.begin(), numbers.end(), [](const Value& number) { return number.is_float(); })) {
    BigInteger quotient, remainder;
    BigInteger::floor_divide(mean.numerator, mean.denominator, quotient, remainder);
    if (remainder.is_zero()) return quotient.to_value();
  }
  return BigInteger::true_divide(mean.numerator, mean.denominator);
}

double exact_deviation(const Numbers& numbers) {
  const Ratio variance = sample_variance(numbers);
  return variance.numerator.is_zero() ? 0.0 : root_of(variance);
}

double exact_variance(const Numbers& numbers) {
  const Ratio variance = sample_variance(numbers);
  return BigInteger::true_divide(variance.numerator, variance.denominator);
}

double percentile(const Numbers& numbers, double percent) {
  FR_CHECK(!numbers.empty(), "a percentile needs a number");
  std::vector<double> sorted;
  for (const Value& number : numbers) sorted.push_back(double_of(number));
  std::sort(sorted.begin(), sorted.end());
  const auto last = sorted.size() - 1;
  const double place = static_cast<double>(last) * (percent / 100);
  const auto below = static_cast<size_t>(std::floor(place));
  if (below >= last) return sorted.back();
  const double share = place - static_cast<double>(below);
  const double step = sorted[below + 1] - sorted[below];
  // From the nearer end, as numpy does it; the two forms differ in the last digit.
  return share >= 0.5 ? sorted[below + 1] - step * (1 - share) : sorted[below] + step * share;
}

double python_round2(double value) {
  return std::strtod(core::fixed(value, 2).c_str(), nullptr);
}

Value python_round2(const Value& value) {
  return value.is_float() ? Value(python_round2(value.as_double())) : value;
}

double numpy_round2(double value) {
  return std::nearbyint(value * 100) / 100;
}

}  // namespace eval::board
