#include "env/bfcl/worlds/small_logarithm.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

#include "env/bfcl/worlds/binary_float.h"

namespace env::bfcl {
namespace {

__extension__ using Wide = unsigned __int128;

static_assert(std::numeric_limits<long double>::digits == 64, "logarithms are computed with 64 bits");

constexpr size_t kMostBits = 53;
constexpr uint64_t kLogError = 8;  // in units of the last of 64 bits; the C library's is one or two

// ±mantissa * 2^exponent
struct Small {
  bool negative = false;
  uint64_t mantissa = 0;
  int exponent = 0;
};

std::optional<Small> rounded_log(double x, size_t bits) {
  if (!(x > 0) || !std::isfinite(x) || x == 1) return std::nullopt;
  const long double log = std::log(static_cast<long double>(x));
  int exponent = 0;
  const long double fraction = std::frexp(std::abs(log), &exponent);
  const auto exact = static_cast<uint64_t>(std::ldexp(fraction, 64));
  const auto dropped = static_cast<unsigned>(64 - bits);
  const uint64_t half = uint64_t{1} << (dropped - 1);
  const uint64_t rest = exact & (half * 2 - 1);
  if (rest > half - kLogError && rest < half + kLogError) return std::nullopt;
  return Small{log < 0, (exact >> dropped) + (rest > half ? 1 : 0), exponent - 64 + static_cast<int>(dropped)};
}

unsigned bit_width(Wide value) {
  const auto high = static_cast<uint64_t>(value >> 64U);
  return high != 0 ? 64U + static_cast<unsigned>(std::bit_width(high))
                   : static_cast<unsigned>(std::bit_width(static_cast<uint64_t>(value)));
}

// To the nearest, ties to even.
Small quotient(const Small& a, const Small& b, size_t bits) {
  const Wide dividend = static_cast<Wide>(a.mantissa) << 64U;
  Wide exact = dividend / b.mantissa;
  exact = exact << 1U | (dividend % b.mantissa != 0 ? 1U : 0U);  // the last bit says whether anything is left
  const unsigned dropped = bit_width(exact) - static_cast<unsigned>(bits);
  const Wide half = static_cast<Wide>(1) << (dropped - 1);
  const Wide rest = exact & (half * 2 - 1);
  Wide kept = exact >> dropped;
  if (rest > half || (rest == half && (kept & 1U) != 0)) ++kept;
  return {a.negative != b.negative, static_cast<uint64_t>(kept),
          a.exponent - b.exponent - 65 + static_cast<int>(dropped)};
}

std::string decimal(Wide value) {
  std::string text;
  for (; value != 0; value /= 10U) text += static_cast<char>('0' + static_cast<int>(value % 10U));
  std::reverse(text.begin(), text.end());
  return text;
}

// At least `count` + 1 digits.
std::optional<DecimalDigits> leading_digits(const Small& number, size_t count) {
  constexpr double kLogTwo = 0.30102999566398120;  // of base 10
  constexpr int kMostScale = 22;                   // 10^22 < 2^74, and mantissas have 54 bits at most
  const auto whole =
      static_cast<int>(std::floor((number.exponent + static_cast<int>(std::bit_width(number.mantissa)) - 1) * kLogTwo));
  const int scale = std::max(0, static_cast<int>(count) + 1 - whole);
  if (scale > kMostScale || number.exponent > 0 || number.exponent <= -128) return std::nullopt;
  Wide scaled = number.mantissa;
  for (int i = 0; i < scale; ++i) scaled *= 10U;
  DecimalDigits digits{decimal(scaled >> static_cast<unsigned>(-number.exponent)), 0};
  digits.exponent = static_cast<int64_t>(digits.text.size()) - 1 - scale;
  return digits;
}

}  // namespace

std::optional<std::string> small_logarithm(double value, double base, size_t bits, size_t digits) {
  if (bits > kMostBits) return std::nullopt;
  const std::optional<Small> above = rounded_log(value, bits);
  const std::optional<Small> below = rounded_log(base, bits);
  if (!above || !below) return std::nullopt;
  const Small result = quotient(*above, *below, bits);
  std::optional<DecimalDigits> found = leading_digits(result, digits);
  if (!found) return std::nullopt;
  return decimal_text(*std::move(found), digits, result.negative);
}

}  // namespace env::bfcl
