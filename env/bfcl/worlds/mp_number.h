// Numbers as the reference's mpmath library takes, computes and prints them: real, or complex with an imaginary part.
#pragma once

#include <optional>
#include <string>

#include "core/value.h"
#include "env/bfcl/worlds/binary_float.h"

namespace env::bfcl {

// The precision that mpmath sets for a number of decimal places.
class MpPrecision {
 public:
  // `places`: anything that int() takes. Throws PythonError with int()'s texts.
  explicit MpPrecision(const core::Value& places);

  // Bits of results. Throws PythonError where Python has no memory for so many, which here begins past 1,000 digits.
  size_t bits() const;
  // Decimal digits of a printed number, as far as there are any.
  size_t digits() const;

 private:
  double bits_;  // a whole number
};

struct MpNumber {
  BinaryFloat real;
  std::optional<BinaryFloat> imaginary;

  // Throws PythonError for what mpmath cannot convert, and for complex numbers, which this leaves out.
  static MpNumber of(const core::Value& value, const MpPrecision& precision);
  // The object that mpmath returns: its class and its repr.
  core::Object to_object(const MpPrecision& precision) const;
};

// Of a real number; that of a negative one is complex. Throws PythonError, see MpPrecision::bits().
MpNumber log(const MpNumber& x, const MpPrecision& precision);
// Throws PythonError, ZeroDivisionError's empty text.
MpNumber divide(const MpNumber& a, const MpNumber& b, const MpPrecision& precision);

}  // namespace env::bfcl
