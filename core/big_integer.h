// Integers of any size with Python's arithmetic: floor division, shifts and bit operations as on two's complement.
// Knows nothing of limits: callers bound the sizes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/value.h"

namespace core {

inline constexpr unsigned kLimbBits = 32;  // of a digit of a BigInteger

class BigInteger {
 public:
  BigInteger() = default;
  explicit BigInteger(int64_t value);
  // An int or bool Value. Throws core::Error(data) for others.
  explicit BigInteger(const Value& value);
  // Digits of base 2 to 16, an optional '-' before them. Throws core::Error(data) for other characters.
  static BigInteger from_text(std::string_view digits, int base);

  // An int64 Value where it fits, else a BigInt.
  Value to_value() const;
  std::string to_decimal() const;

  bool is_zero() const { return limbs_.empty(); }
  bool is_negative() const { return negative_; }
  // Length of |x| in binary, as int.bit_length().
  size_t bits() const;
  // The nearest double, ties to even; infinity beyond its range.
  double to_double() const;
  bool fits_int64() const;
  int64_t to_int64() const;  // requires fits_int64()

  BigInteger operator-() const;
  friend BigInteger operator+(const BigInteger& a, const BigInteger& b);
  friend BigInteger operator-(const BigInteger& a, const BigInteger& b);
  friend BigInteger operator*(const BigInteger& a, const BigInteger& b);
  // Python's divmod: the quotient is floored, the remainder has the divisor's sign. The divisor is not zero.
  static void floor_divide(const BigInteger& a, const BigInteger& b, BigInteger& quotient, BigInteger& remainder);
  static BigInteger power(BigInteger base, uint64_t exponent);
  BigInteger shift_left(size_t count) const;
  BigInteger shift_right(size_t count) const;  // rounds down
  friend BigInteger operator&(const BigInteger& a, const BigInteger& b);
  friend BigInteger operator|(const BigInteger& a, const BigInteger& b);
  friend BigInteger operator^(const BigInteger& a, const BigInteger& b);
  friend bool operator==(const BigInteger& a, const BigInteger& b) = default;
  // < 0, 0, > 0
  static int compare(const BigInteger& a, const BigInteger& b);

  // a / b as Python computes it: the correctly rounded quotient; infinity beyond a double's range. b is not zero.
  static double true_divide(const BigInteger& a, const BigInteger& b);

 private:
  using Limbs = std::vector<uint32_t>;  // little-endian, no leading zeros; empty: zero

  BigInteger(Limbs limbs, bool negative);
  static int compare_magnitude(const Limbs& a, const Limbs& b);
  static Limbs add_magnitude(const Limbs& a, const Limbs& b);
  static Limbs subtract_magnitude(const Limbs& a, const Limbs& b);  // a >= b
  static uint32_t divide_small(Limbs& a, uint32_t divisor);         // returns the remainder
  static void divide_magnitude(const Limbs& a, const Limbs& b, Limbs& quotient, Limbs& remainder);
  static void trim(Limbs& limbs);
  // Two's complement over `size` limbs, and back.
  Limbs twos_complement(size_t size) const;
  static BigInteger from_twos_complement(Limbs limbs);
  template <class Operation>
  static BigInteger bitwise(const BigInteger& a, const BigInteger& b, Operation operation);

  Limbs limbs_;
  bool negative_ = false;
};

}  // namespace core
