#include "env/bfcl/worlds/binary_float.h"

#include <algorithm>
#include <cmath>

#include "env/bfcl/worlds/python_error.h"

namespace env::bfcl {
namespace {

using core::BigInteger;

bool is_odd(const BigInteger& value) {
  return !(value & BigInteger(1)).is_zero();
}

size_t trailing_zeros(const BigInteger& value) {
  // Halves the distance: a bit below place n is set where shifting down and up again changes the value.
  size_t low = 0;
  size_t high = value.bits() - 1;
  while (low < high) {
    const size_t middle = low + (high - low + 1) / 2;
    if (value.shift_right(middle).shift_left(middle) == value) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  return low;
}

}  // namespace

BinaryFloat::BinaryFloat(const BigInteger& mantissa, int64_t exponent) {
  if (mantissa.is_zero()) return;
  const size_t zeros = trailing_zeros(mantissa);
  mantissa_ = mantissa.shift_right(zeros);
  exponent_ = exponent + static_cast<int64_t>(zeros);
}

BinaryFloat::BinaryFloat(double value) {
  if (std::isnan(value)) {
    kind_ = Kind::nan;
  } else if (std::isinf(value)) {
    *this = infinity(value < 0);
  } else {
    constexpr int kMantissaBits = 53;
    int exponent = 0;
    const double fraction = std::frexp(value, &exponent);
    *this =
        BinaryFloat(BigInteger(static_cast<int64_t>(std::ldexp(fraction, kMantissaBits))), exponent - kMantissaBits);
  }
}

BinaryFloat BinaryFloat::infinity(bool negative) {
  BinaryFloat out;
  out.kind_ = Kind::infinite;
  out.mantissa_ = BigInteger(negative ? -1 : 1);
  return out;
}

BinaryFloat BinaryFloat::nan() {
  BinaryFloat out;
  out.kind_ = Kind::nan;
  return out;
}

BinaryFloat BinaryFloat::operator-() const {
  BinaryFloat out = *this;
  out.mantissa_ = -mantissa_;
  return out;
}

BinaryFloat operator+(const BinaryFloat& a, const BinaryFloat& b) {
  if (a.is_nan() || b.is_nan()) return BinaryFloat::nan();
  if (!a.is_finite() && !b.is_finite() && a.is_negative() != b.is_negative()) return BinaryFloat::nan();
  if (!a.is_finite() || b.is_zero()) return a;
  if (!b.is_finite() || a.is_zero()) return b;
  const int64_t exponent = std::min(a.exponent_, b.exponent_);
  const auto aligned = [exponent](const BinaryFloat& x) {
    return x.mantissa_.shift_left(static_cast<size_t>(x.exponent_ - exponent));
  };
  return BinaryFloat(aligned(a) + aligned(b), exponent);
}

BinaryFloat operator*(const BinaryFloat& a, const BinaryFloat& b) {
  if (a.is_nan() || b.is_nan()) return BinaryFloat::nan();
  if (a.is_finite() && b.is_finite()) return BinaryFloat(a.mantissa_ * b.mantissa_, a.exponent_ + b.exponent_);
  if (a.is_zero() || b.is_zero()) return BinaryFloat::nan();
  return BinaryFloat::infinity(a.is_negative() != b.is_negative());
}

BinaryFloat BinaryFloat::rounded(size_t bits, Rounding rounding) const {
  if (!is_finite() || mantissa_.bits() <= bits) return *this;
  const size_t drop = mantissa_.bits() - bits;
  const BigInteger magnitude = is_negative() ? -mantissa_ : mantissa_;
  BigInteger kept = magnitude.shift_right(drop);
  if (rounding == Rounding::nearest) {
    const BigInteger with_half = magnitude.shift_right(drop - 1);
    const bool is_tie = with_half.shift_left(drop - 1) == magnitude;
    if (is_odd(with_half) && (!is_tie || is_odd(kept))) kept = kept + BigInteger(1);
  }
  return BinaryFloat(is_negative() ? -kept : kept, exponent_ + static_cast<int64_t>(drop));
}

BinaryFloat BinaryFloat::divide(const BinaryFloat& a, const BinaryFloat& b, size_t bits) {
  if (b.is_zero()) throw PythonError("");
  if (a.is_nan() || b.is_nan() || (!a.is_finite() && !b.is_finite())) return nan();
  if (!a.is_finite()) return infinity(a.is_negative() != b.is_negative());
  if (!b.is_finite() || a.is_zero()) return {};
  // Two bits more than wanted, and one that says whether anything is left.
  const size_t dividend = a.mantissa_.bits();
  const size_t wanted = b.mantissa_.bits() + bits + 2;
  const size_t shift = wanted > dividend ? wanted - dividend : 0;
  const BigInteger divisor = b.is_negative() ? -b.mantissa_ : b.mantissa_;
  BigInteger quotient;
  BigInteger rest;
  BigInteger::floor_divide((a.is_negative() ? -a.mantissa_ : a.mantissa_).shift_left(shift), divisor, quotient, rest);
  quotient = quotient.shift_left(1) + BigInteger(rest.is_zero() ? 0 : 1);
  const bool negative = a.is_negative() != b.is_negative();
  return BinaryFloat(negative ? -quotient : quotient, a.exponent_ - b.exponent_ - static_cast<int64_t>(shift) - 1)
      .rounded(bits, Rounding::nearest);
}

}  // namespace env::bfcl
