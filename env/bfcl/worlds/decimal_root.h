// Square roots of decimal numbers of any precision: what the reference's decimal module makes of them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/big_integer.h"

namespace env::bfcl {

// coefficient * 10^exponent; the coefficient is not negative.
struct Decimal {
  core::BigInteger coefficient;
  int64_t exponent = 0;

  // The exact value of a finite number; its sign is dropped.
  static Decimal of(double value);
  // str(): "1.41", "1E+150", "0".
  std::string text() const;
};

// The root in `precision` digits, ties to even; an exact one keeps the digits that it has, if they are no more.
// `precision` is at least 1; none where it is past `most_digits` and the root is not exact.
std::optional<Decimal> square_root(const Decimal& value, size_t precision, size_t most_digits);

}  // namespace env::bfcl
