#include "env/bfcl/worlds/mp_text.h"

#include <string>

#include "core/big_integer.h"
#include "core/python_string.h"
#include "core/text.h"
#include "env/bfcl/worlds/mp_number.h"
#include "env/bfcl/worlds/python_container.h"
#include "env/bfcl/worlds/python_error.h"
#include "env/bfcl/worlds/python_int.h"
#include "env/bfcl/worlds/python_operators.h"

namespace env::bfcl {
namespace {

using core::BigInteger;

// Powers of ten up to here are exact; beyond, 64 bits more than the result's are kept.
constexpr uint64_t kExactPower = 5000;
constexpr size_t kPowerBits = 64;
constexpr int64_t kMostExponent = 1'000'000'000;

BigInteger integer(std::string_view text) {
  return BigInteger(python_to_int(core::Value(text)));
}

// 10^exponent, rounded to these bits at every step.
BinaryFloat power_of_ten(uint64_t exponent, size_t bits) {
  if (exponent <= kExactPower) return BinaryFloat(BigInteger::power(BigInteger(10), exponent));
  BinaryFloat result{BigInteger(1)};
  for (BinaryFloat power{BigInteger(10)}; exponent > 0; exponent >>= 1U) {
    const auto kept = [bits](const BinaryFloat& x) { return x.rounded(bits, BinaryFloat::Rounding::nearest); };
    if ((exponent & 1U) != 0) result = kept(result * power);
    power = kept(power * power);
  }
  return result;
}

BinaryFloat read_fraction(std::string_view text, size_t slash, const MpPrecision& precision) {
  const BigInteger above = integer(strip_right(text.substr(0, slash), 'l'));
  const BigInteger below = integer(strip_right(text.substr(slash + 1), 'l'));
  return BinaryFloat::divide(BinaryFloat(above), BinaryFloat(below), precision.bits());
}

BinaryFloat read_decimal(std::string_view text, const MpPrecision& precision) {
  text = strip_right(text, 'l');
  python_to_float(core::Value(text));  // raises for what is no number
  const size_t e = text.find('e');
  BigInteger exponent;
  if (e != std::string_view::npos) exponent = integer(text.substr(e + 1));
  std::string digits(text.substr(0, e));
  if (const size_t point = digits.find('.'); point != std::string::npos) {
    const std::string_view fraction = strip_right(std::string_view(digits).substr(point + 1), '0');
    exponent = exponent - BigInteger(static_cast<int64_t>(core::count_code_points(fraction)));
    digits = digits.substr(0, point) + std::string(fraction);
  }
  const BinaryFloat mantissa(integer(digits));
  if (!exponent.fits_int64() || exponent.to_int64() > kMostExponent || exponent.to_int64() < -kMostExponent) {
    throw PythonError("exponent out of range");
  }
  const int64_t power = exponent.to_int64();
  const size_t bits = precision.bits();
  const BinaryFloat scale = power_of_ten(static_cast<uint64_t>(power < 0 ? -power : power), bits + kPowerBits);
  if (power < 0) return BinaryFloat::divide(mantissa, scale, bits);
  return (mantissa * scale).rounded(bits, BinaryFloat::Rounding::nearest);
}

}  // namespace

std::optional<BinaryFloat> read_mp_text(std::string_view text, const MpPrecision& precision) {
  const std::string lower = core::python_lower(text);
  const std::string_view word = core::strip_python_space(lower);
  if (word == "inf" || word == "+inf") return BinaryFloat::infinity();
  if (word == "-inf") return BinaryFloat::infinity(true);
  if (word == "nan") return BinaryFloat::nan();
  const size_t slash = word.find('/');
  try {
    return slash == std::string_view::npos ? read_decimal(word, precision) : read_fraction(word, slash, precision);
  } catch (const PythonError& error) {
    // Python's ValueErrors, which mpmath takes for no number. The others have another text.
    const bool is_value_error = error.text.starts_with("invalid literal") ||
                                error.text.starts_with("could not convert") || error.text.starts_with("Exceeds");
    if (!is_value_error) throw;
    return std::nullopt;
  }
}

}  // namespace env::bfcl
