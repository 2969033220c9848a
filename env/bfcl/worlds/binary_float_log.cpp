// BinaryFloat: logarithms and pi, from series in fixed point. An integer v stands for v / 2^places.
#include "core/error.h"
#include "env/bfcl/worlds/binary_float.h"

namespace env::bfcl {
namespace {

using core::BigInteger;

// Bits beyond the wanted ones: the error of the series is far below half a unit then.
constexpr size_t kGuardBits = 64;

BigInteger quotient(const BigInteger& a, const BigInteger& b) {
  BigInteger quotient;
  BigInteger rest;
  BigInteger::floor_divide(a, b, quotient, rest);
  return quotient;
}

BigInteger one(size_t places) {
  return BigInteger(1).shift_left(places);
}

// atanh(z) = z + z^3/3 + z^5/5 + …, or atan(z) with alternating signs, for z >= 0. `next` makes z^(n+2) of z^n.
template <class Next>
BigInteger odd_series(BigInteger power, bool alternating, Next next) {
  BigInteger sum;
  for (int64_t n = 1; !power.is_zero(); n += 2) {
    const BigInteger term = quotient(power, BigInteger(n));
    sum = alternating && n % 4 == 3 ? sum - term : sum + term;
    power = next(power);
  }
  return sum;
}

// atanh(1/d) or atan(1/d)
BigInteger inverse_series(int64_t d, bool alternating, size_t places) {
  const BigInteger square(d * d);
  return odd_series(quotient(one(places), BigInteger(d)), alternating,
                    [&square](const BigInteger& power) { return quotient(power, square); });
}

// log 2 = 2 atanh(1/3)
BigInteger log_two(size_t places) {
  return inverse_series(3, false, places).shift_left(1);
}

// log m = 2 atanh((m - 1) / (m + 1)) for m about 1.
BigInteger log_near_one(const BigInteger& m, size_t places) {
  const BigInteger distance = m - one(places);
  const bool below = distance.is_negative();
  const BigInteger z = quotient((below ? -distance : distance).shift_left(places), m + one(places));
  const BigInteger square = (z * z).shift_right(places);
  const BigInteger half =
      odd_series(z, false, [&](const BigInteger& power) { return (power * square).shift_right(places); });
  return (below ? -half : half).shift_left(1);
}

BigInteger at_places(const BigInteger& value, int64_t shift) {
  return shift >= 0 ? value.shift_left(static_cast<size_t>(shift)) : value.shift_right(static_cast<size_t>(-shift));
}

}  // namespace

BinaryFloat BinaryFloat::log(const BinaryFloat& x, size_t bits) {
  FR_CHECK(x.is_finite() && !x.is_negative() && !x.is_zero(), "the logarithm of a number above zero is asked for");
  // x = m * 2^power with m from 3/4 to 3/2.
  const BigInteger& mantissa = x.mantissa_;
  auto mantissa_places = static_cast<int64_t>(mantissa.bits());
  const bool is_low = BigInteger::compare(mantissa.shift_left(2), one(mantissa.bits()) * BigInteger(3)) < 0;
  if (is_low) --mantissa_places;
  const int64_t power = x.exponent_ + mantissa_places;
  size_t places = bits + kGuardBits;
  if (power == 0) {
    // Near 1 the logarithm is as small as x - 1: so many more places are needed.
    const BigInteger distance = mantissa - one(static_cast<size_t>(mantissa_places));
    if (distance.is_zero()) return {};
    places += static_cast<size_t>(mantissa_places) - distance.bits() + 1;
  }
  const BigInteger m = at_places(mantissa, static_cast<int64_t>(places) - mantissa_places);
  BigInteger sum = log_near_one(m, places);
  if (power != 0) {
    const size_t power_places = places + BigInteger(power).bits();
    sum = sum + (BigInteger(power) * log_two(power_places)).shift_right(power_places - places);
  }
  return BinaryFloat(sum, -static_cast<int64_t>(places)).rounded(bits, Rounding::nearest);
}

// Machin: pi = 16 atan(1/5) - 4 atan(1/239)
BinaryFloat BinaryFloat::pi(size_t bits) {
  const size_t places = bits + kGuardBits;
  const BigInteger sum =
      inverse_series(5, true, places).shift_left(4) - inverse_series(239, true, places).shift_left(2);
  return BinaryFloat(sum, -static_cast<int64_t>(places)).rounded(bits, Rounding::nearest);
}

}  // namespace env::bfcl
