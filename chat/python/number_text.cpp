#include "chat/python/number_text.h"

#include <unicode/uchar.h>

#include <cmath>
#include <cstdlib>
#include <limits>
#include <string>

#include "chat/python/number.h"
#include "core/big_integer.h"
#include "core/python_string.h"
#include "core/text.h"
#include "core/utf8.h"

namespace chat::python {
namespace {

// The stripped text with ASCII digits and without underscores; nullopt where an underscore stands elsewhere than
// between digits, or for characters that no number has.
std::optional<std::string> plain_number(std::string_view text) {
  text = core::strip_python_space(text);
  std::string plain;
  bool after_digit = false;
  bool needs_digit = false;
  for (size_t at = 0; at < text.size();) {
    const char32_t c = core::next_code_point(text, at);
    const int digit = digit_value(c);
    if (needs_digit && digit < 0) return std::nullopt;
    needs_digit = c == '_';
    if (needs_digit && !after_digit) return std::nullopt;
    after_digit = digit >= 0;
    if (digit >= 0) {
      plain += static_cast<char>('0' + digit);
    } else if (c >= 0x80) {
      return std::nullopt;
    } else if (c != '_') {
      plain += static_cast<char>(c);
    }
  }
  return needs_digit ? std::nullopt : std::optional(plain);
}

bool is_signed(std::string_view text) {
  return text.starts_with('+') || text.starts_with('-');
}

size_t skip_digits(std::string_view text, size_t at) {
  while (at < text.size() && is_digit(text[at])) ++at;
  return at;
}

// A decimal float and nothing else: strtod alone would also take hexadecimals.
bool is_decimal(std::string_view text) {
  size_t at = skip_digits(text, 0);
  size_t digits = at;
  if (at < text.size() && text[at] == '.') {
    const size_t end = skip_digits(text, at + 1);
    digits += end - at - 1;
    at = end;
  }
  if (digits == 0) return false;
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    ++at;
    if (is_signed(text.substr(at))) ++at;
    const size_t end = skip_digits(text, at);
    if (end == at) return false;
    at = end;
  }
  return at == text.size();
}

}  // namespace

int digit_value(char32_t code_point) {
  if (code_point < 0x80) return code_point >= '0' && code_point <= '9' ? static_cast<int>(code_point - '0') : -1;
  return u_charDigitValue(static_cast<UChar32>(code_point));
}

std::optional<core::Value> int_of_text(std::string_view text) {
  const std::optional<std::string> plain = plain_number(text);
  if (!plain) return std::nullopt;
  const size_t sign = is_signed(*plain) ? 1 : 0;
  const size_t digits = plain->size() - sign;
  if (digits == 0 || digits > kMaxIntDigits || skip_digits(*plain, sign) != plain->size()) return std::nullopt;
  const core::BigInteger value = core::BigInteger::from_text(std::string_view(*plain).substr(sign), 10);
  return (plain->front() == '-' ? -value : value).to_value();
}

std::optional<double> float_of_text(std::string_view text) {
  const std::optional<std::string> plain = plain_number(text);
  if (!plain) return std::nullopt;
  const double sign = plain->starts_with('-') ? -1.0 : 1.0;
  const std::string body = core::to_lower_ascii(std::string_view(*plain).substr(is_signed(*plain) ? 1 : 0));
  if (body == "inf" || body == "infinity") return sign * std::numeric_limits<double>::infinity();
  if (body == "nan") return std::copysign(std::numeric_limits<double>::quiet_NaN(), sign);
  if (!is_decimal(body)) return std::nullopt;
  return sign * std::strtod(body.c_str(), nullptr);
}

}  // namespace chat::python
