// MathAPI: logarithms as the mpmath library computes them, square roots as the decimal module does.
#include <cmath>
#include <optional>

#include "core/big_integer.h"
#include "core/format.h"
#include "env/bfcl/worlds/decimal_root.h"
#include "env/bfcl/worlds/math_world.h"
#include "env/bfcl/worlds/mp_number.h"
#include "env/bfcl/worlds/python_error.h"
#include "env/bfcl/worlds/python_operators.h"
#include "env/bfcl/worlds/small_logarithm.h"

namespace env::bfcl {
namespace {

using core::BigInteger;
using core::Value;

// Past this many digits Python needs ever more time and memory, and this gives up as Python does where it has none.
constexpr size_t kMostDigits = 4300;

// What `context.prec = precision` accepts; the value is a bool or an int.
size_t decimal_precision(const Value& precision) {
  constexpr int64_t kMost = 999'999'999'999'999'999;
  const BigInteger digits(precision);
  if (!digits.fits_int64()) throw PythonError("Python int too large to convert to C ssize_t");
  if (digits.to_int64() < 1 || digits.to_int64() > kMost) throw PythonError("valid range for prec is [1, MAX_PREC]");
  return static_cast<size_t>(digits.to_int64());
}

Value decimal_object(const std::string& text) {
  return core::Object{core::format("Decimal('{}')", text), "decimal.Decimal"};
}

// Of numbers that doubles hold; none where it takes more than machine numbers.
std::optional<Value> quick_logarithm(const Value& value, const Value& base, const Value& places) {
  constexpr int64_t kMostPlaces = 14;
  if (places.type() != Value::Type::integer || places.as_int() < 0 || places.as_int() > kMostPlaces)
    return std::nullopt;
  const MpPrecision precision(places);
  constexpr int64_t kExact = int64_t{1} << 53U;
  const auto fits = [](const Value& number) {
    return number.is_float() || (number.type() == Value::Type::integer && number.as_int() <= kExact);
  };
  if (!fits(value) || !fits(base)) return std::nullopt;
  const std::optional<std::string> text =
      small_logarithm(value.as_double(), base.as_double(), precision.bits(), precision.digits());
  if (!text) return std::nullopt;
  return core::Object{"mpf('" + *text + "')", "mpf"};
}

}  // namespace

Value MathWorld::logarithm(const Arguments& arguments) {
  try {
    if (std::optional<Value> quick = quick_logarithm(arguments[0], arguments[1], arguments[2])) {
      return math_result(*std::move(quick));
    }
    const MpPrecision precision(arguments[2]);
    const MpNumber above = log(MpNumber::of(arguments[0], precision), precision);
    const MpNumber below = log(MpNumber::of(arguments[1], precision), precision);
    return math_result(env::bfcl::divide(above, below, precision).to_object(precision));
  } catch (const PythonError& error) {
    return math_error(error.text);
  }
}

Value MathWorld::square_root(const Arguments& arguments) {
  const Value& number = arguments[0];
  const Value& precision = arguments[1];
  const Value kRefused = math_error("Input must be a number or computation resulted in an invalid operation");
  if (!number.is_number() && !number.is_bool()) return kRefused;
  if (python_less(number, 0)) return math_error("Cannot calculate square root of a negative number");
  if (!precision.is_int() && !precision.is_bool()) return kRefused;
  const size_t digits = decimal_precision(precision);
  if (number.is_float() && !std::isfinite(number.as_double())) {
    return math_result(decimal_object(std::isnan(number.as_double()) ? "NaN" : "Infinity"));
  }
  const Decimal exact = number.is_float() ? Decimal::of(number.as_double()) : Decimal{BigInteger(number), 0};
  const std::optional<Decimal> root = env::bfcl::square_root(exact, digits, kMostDigits);
  if (!root) throw PythonError("");  // str(MemoryError())
  const bool is_minus_zero = number.is_float() && std::signbit(number.as_double());
  return math_result(decimal_object((is_minus_zero ? "-" : "") + root->text()));
}

}  // namespace env::bfcl
