#include "env/bfcl/worlds/decimal_root.h"

#include <cmath>

#include "env/bfcl/worlds/binary_float.h"

namespace env::bfcl {
namespace {

using core::BigInteger;

BigInteger power_of_ten(size_t exponent) {
  return BigInteger::power(BigInteger(10), exponent);
}

// The largest integer whose square is not above the value, by Newton's method from above.
BigInteger integer_root(const BigInteger& value) {
  if (value.is_zero()) return value;
  BigInteger root = BigInteger(1).shift_left((value.bits() + 1) / 2);
  while (true) {
    BigInteger quotient;
    BigInteger rest;
    BigInteger::floor_divide(value, root, quotient, rest);
    const BigInteger next = (root + quotient).shift_right(1);
    if (BigInteger::compare(next, root) >= 0) return root;
    root = next;
  }
}

// Drops the digits past `precision`; `has_rest` says that something follows the last one.
Decimal rounded(const Decimal& value, size_t precision, bool has_rest) {
  const size_t digits = value.coefficient.to_decimal().size();
  if (digits <= precision) return value;
  const size_t drop = digits - precision;
  BigInteger kept;
  BigInteger rest;
  BigInteger::floor_divide(value.coefficient, power_of_ten(drop), kept, rest);
  const int side = BigInteger::compare(rest.shift_left(1), power_of_ten(drop));
  const bool is_odd = !(kept & BigInteger(1)).is_zero();
  Decimal out{kept, value.exponent + static_cast<int64_t>(drop)};
  if (side < 0 || (side == 0 && !has_rest && !is_odd)) return out;
  out.coefficient = kept + BigInteger(1);
  // 99 becomes 100, which is one digit too many.
  return rounded(out, precision, false);
}

}  // namespace

Decimal Decimal::of(double value) {
  const BinaryFloat binary(std::abs(value));
  if (binary.exponent() >= 0) return {binary.mantissa().shift_left(static_cast<size_t>(binary.exponent())), 0};
  const auto places = static_cast<uint64_t>(-binary.exponent());
  return {binary.mantissa() * BigInteger::power(BigInteger(5), places), binary.exponent()};
}

std::string Decimal::text() const {
  std::string digits = coefficient.to_decimal();
  const auto count = static_cast<int64_t>(digits.size());
  const int64_t point = exponent + count;  // places before the point
  constexpr int64_t kLeastPlain = -5;
  if (exponent <= 0 && point >= kLeastPlain) {
    if (point <= 0) return "0." + std::string(static_cast<size_t>(-point), '0') + digits;
    if (point < count) digits.insert(static_cast<size_t>(point), 1, '.');
    return digits;
  }
  if (count > 1) digits.insert(1, 1, '.');
  const int64_t power = point - 1;
  return digits + (power < 0 ? "E" : "E+") + std::to_string(power);
}

std::optional<Decimal> square_root(const Decimal& value, size_t precision, size_t most_digits) {
  // An even exponent, so that the root's is a whole number.
  const bool is_odd = value.exponent % 2 != 0;
  const BigInteger coefficient = is_odd ? value.coefficient * BigInteger(10) : value.coefficient;
  const int64_t exponent = (value.exponent - (is_odd ? 1 : 0)) / 2;
  const BigInteger whole = integer_root(coefficient);
  if (whole * whole == coefficient) return rounded({whole, exponent}, precision, false);
  if (precision > most_digits) return std::nullopt;
  const size_t have = whole.to_decimal().size();
  const size_t more = precision + 1 > have ? precision + 1 - have : 0;
  const BigInteger root = integer_root(coefficient * power_of_ten(2 * more));
  return rounded({root, exponent - static_cast<int64_t>(more)}, precision, true);
}

}  // namespace env::bfcl
