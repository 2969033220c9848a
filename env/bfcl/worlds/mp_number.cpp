#include "env/bfcl/worlds/mp_number.h"

#include <algorithm>
#include <cmath>

#include "core/format.h"
#include "core/python_text.h"
#include "env/bfcl/worlds/mp_text.h"
#include "env/bfcl/worlds/python_error.h"
#include "env/bfcl/worlds/python_int.h"
#include "env/bfcl/worlds/python_operators.h"

namespace env::bfcl {
namespace {

using core::BigInteger;
using core::Value;

constexpr double kBitsPerPlace = 3.3219280948873626;
constexpr double kMostPlaces = 1000;
// Where CPython's shift refuses to count the bits, before it asks for memory.
constexpr double kMostShift = 30.0 * 9223372036854775807.0;
// Bits beyond the result's in the steps of a complex division.
constexpr size_t kDivisionBits = 10;

MpNumber complex(BinaryFloat real, BinaryFloat imaginary) {
  return {std::move(real), std::move(imaginary)};
}

BinaryFloat cut(const BinaryFloat& value, size_t bits) {
  return value.rounded(bits + kDivisionBits, BinaryFloat::Rounding::down);
}

}  // namespace

MpPrecision::MpPrecision(const Value& places) {
  constexpr int64_t kSmall = 1000;
  if (places.type() == Value::Type::integer && places.as_int() >= 0 && places.as_int() <= kSmall) {
    bits_ = std::max(1.0, std::nearbyint(static_cast<double>(places.as_int() + 1) * kBitsPerPlace));
    return;
  }
  const BigInteger one_more = BigInteger(python_to_int(places)) + BigInteger(1);
  const double bits = std::nearbyint(python_to_float(one_more.to_value()) * kBitsPerPlace);
  if (std::isinf(bits)) throw PythonError("cannot convert float infinity to integer");
  bits_ = std::max(1.0, bits);
}

size_t MpPrecision::bits() const {
  if (bits_ > kMostShift) throw PythonError("too many digits in integer");
  if (bits_ > std::nearbyint((kMostPlaces + 1) * kBitsPerPlace)) throw PythonError("");
  return static_cast<size_t>(bits_);
}

size_t MpPrecision::digits() const {
  constexpr double kDoublePlaces = 15;  // of 53 bits; 17 digits tell all of their numbers apart
  const double places = std::max(1.0, std::nearbyint(bits_ / kBitsPerPlace - 1));
  return static_cast<size_t>(places == kDoublePlaces ? 17 : std::min(places, kMostPlaces) + 3);
}

MpNumber MpNumber::of(const Value& value, const MpPrecision& precision) {
  if (value.is_int() || value.is_bool()) return {BinaryFloat(BigInteger(value)), {}};
  if (value.is_float()) return {BinaryFloat(value.as_double()), {}};
  if (value.is_complex()) throw PythonError("complex numbers are not converted here");
  if (value.is_string()) {
    if (auto read = read_mp_text(value.as_string(), precision)) return {std::move(*read), {}};
  }
  throw PythonError("cannot create mpf from " + core::python_repr(value));
}

core::Object MpNumber::to_object(const MpPrecision& precision) const {
  const std::string first = real.text(precision.digits());
  if (!imaginary) return {core::format("mpf('{}')", first), "mpf"};
  return {core::format("mpc(real='{}', imag='{}')", first, imaginary->text(precision.digits())), "mpc"};
}

MpNumber log(const MpNumber& x, const MpPrecision& precision) {
  const BinaryFloat& real = x.real;
  if (real.is_nan()) return {BinaryFloat::nan(), {}};
  if (real.is_negative()) {
    const MpNumber magnitude = log({-real, {}}, precision);
    return complex(magnitude.real, BinaryFloat::pi(precision.bits()));
  }
  if (real.is_zero()) return {BinaryFloat::infinity(true), {}};
  if (!real.is_finite()) return {real, {}};
  const bool is_one = real.mantissa() == BigInteger(1) && real.exponent() == 0;
  return {is_one ? BinaryFloat() : BinaryFloat::log(real, precision.bits()), {}};
}

MpNumber divide(const MpNumber& a, const MpNumber& b, const MpPrecision& precision) {
  // Zeros and infinities divide at any precision.
  const auto quotient = [&](const BinaryFloat& x, const BinaryFloat& y) {
    const bool is_plain = x.is_finite() && y.is_finite() && !x.is_zero() && !y.is_zero();
    return BinaryFloat::divide(x, y, is_plain ? precision.bits() : 1);
  };
  if (!a.imaginary && !b.imaginary) return {quotient(a.real, b.real), {}};
  if (!b.imaginary) return complex(quotient(a.real, b.real), quotient(*a.imaginary, b.real));
  const BinaryFloat& c = b.real;
  const BinaryFloat& d = *b.imaginary;
  const BinaryFloat size = cut(c * c + d * d, precision.bits());
  if (!a.imaginary) return complex(quotient(c * a.real, size), quotient(-(d * a.real), size));
  const BinaryFloat& p = a.real;
  const BinaryFloat& q = *a.imaginary;
  return complex(quotient(cut(p * c + q * d, precision.bits()), size),
                 quotient(cut(q * c + -(p * d), precision.bits()), size));
}

}  // namespace env::bfcl
