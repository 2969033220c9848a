// BinaryFloat: decimal text as mpmath writes it.
#include <algorithm>
#include <cmath>

#include "env/bfcl/worlds/binary_float.h"

namespace env::bfcl {
namespace {

using core::BigInteger;

DecimalDigits leading_digits(const BigInteger& mantissa, int64_t exponent, size_t count) {
  constexpr double kLogTwo = 0.30102999566398120;  // of base 10
  const auto whole = static_cast<int64_t>(
      std::floor(static_cast<double>(exponent + static_cast<int64_t>(mantissa.bits()) - 1) * kLogTwo));
  // floor(x * 10^scale) has one digit more than wanted at least.
  const int64_t scale = std::max<int64_t>(0, static_cast<int64_t>(count) + 1 - whole);
  const BigInteger scaled = mantissa * BigInteger::power(BigInteger(10), static_cast<uint64_t>(scale));
  const BigInteger cut = exponent >= 0 ? scaled.shift_left(static_cast<size_t>(exponent))
                                       : scaled.shift_right(static_cast<size_t>(-exponent));
  DecimalDigits digits{cut.to_decimal(), 0};
  digits.exponent = static_cast<int64_t>(digits.text.size()) - 1 - scale;
  return digits;
}

void round_half_up(DecimalDigits& digits, size_t count) {
  if (digits.text.size() <= count) return;
  const bool up = digits.text[count] >= '5';
  digits.text.resize(count);
  if (!up) return;
  size_t place = count;
  while (place > 0 && digits.text[place - 1] == '9') digits.text[--place] = '0';
  if (place > 0) {
    ++digits.text[place - 1];
  } else {
    digits.text.front() = '1';
    ++digits.exponent;
  }
}

}  // namespace

std::string BinaryFloat::text(size_t digits) const {
  if (kind_ == Kind::nan) return "nan";
  if (kind_ == Kind::infinite) return is_negative() ? "-inf" : "+inf";
  if (is_zero()) return "0.0";
  return decimal_text(leading_digits(is_negative() ? -mantissa_ : mantissa_, exponent_, digits), digits, is_negative());
}

std::string decimal_text(DecimalDigits found, size_t digits, bool negative) {
  round_half_up(found, digits);
  const auto count = static_cast<int64_t>(digits);
  const bool is_plain = std::min<int64_t>(-(count / 3), -5) < found.exponent && found.exponent < count;
  size_t point = 1;
  if (is_plain && found.exponent < 0) found.text.insert(0, static_cast<size_t>(-found.exponent), '0');
  if (is_plain && found.exponent > 0) point = static_cast<size_t>(found.exponent) + 1;
  if (found.text.size() < point) found.text.append(point - found.text.size(), '0');
  found.text.insert(point, 1, '.');
  while (found.text.back() == '0') found.text.pop_back();
  if (found.text.back() == '.') found.text += '0';

  std::string out = (negative ? "-" : "") + found.text;
  if (!is_plain) out += (found.exponent < 0 ? "e" : "e+") + std::to_string(found.exponent);
  return out;
}

}  // namespace env::bfcl
