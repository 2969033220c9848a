// Real numbers with a binary mantissa of any size, infinities and NaN: what the reference's mpmath library computes
// with. There is one zero. Knows nothing of Python's values.
#pragma once

#include <cstdint>
#include <string>

#include "core/big_integer.h"

namespace env::bfcl {

class BinaryFloat {
 public:
  enum class Rounding { nearest, down };  // ties to even; towards zero

  BinaryFloat() = default;
  explicit BinaryFloat(const core::BigInteger& mantissa, int64_t exponent = 0);  // mantissa * 2^exponent
  explicit BinaryFloat(double value);
  static BinaryFloat infinity(bool negative = false);
  static BinaryFloat nan();

  bool is_finite() const { return kind_ == Kind::finite; }
  bool is_nan() const { return kind_ == Kind::nan; }
  bool is_zero() const { return is_finite() && mantissa_.is_zero(); }
  bool is_negative() const { return mantissa_.is_negative(); }
  // Of finite numbers: odd, unless zero.
  const core::BigInteger& mantissa() const { return mantissa_; }
  int64_t exponent() const { return exponent_; }

  BinaryFloat operator-() const;
  // Exact. Sums need memory for the distance of the exponents.
  friend BinaryFloat operator+(const BinaryFloat& a, const BinaryFloat& b);
  friend BinaryFloat operator*(const BinaryFloat& a, const BinaryFloat& b);
  BinaryFloat rounded(size_t bits, Rounding rounding) const;
  // To the nearest of `bits` bits. Throws PythonError, ZeroDivisionError's empty text.
  static BinaryFloat divide(const BinaryFloat& a, const BinaryFloat& b, size_t bits);

  // The natural logarithm of a number above zero, to the nearest of `bits` bits.
  static BinaryFloat log(const BinaryFloat& x, size_t bits);
  static BinaryFloat pi(size_t bits);

  // Decimal text of at most this many digits, ties away from zero: "2.5", "0.0", "1.0e-7", "+inf".
  std::string text(size_t digits) const;

 private:
  enum class Kind { finite, infinite, nan };

  Kind kind_ = Kind::finite;
  core::BigInteger mantissa_;  // of an infinity: 1 or -1
  int64_t exponent_ = 0;
};

// The leading digits of a number above zero: d.ddd… * 10^exponent, cut off.
struct DecimalDigits {
  std::string text;
  int64_t exponent = 0;
};
// What BinaryFloat::text prints for at least `digits` + 1 of them.
std::string decimal_text(DecimalDigits found, size_t digits, bool negative);

}  // namespace env::bfcl
