#include "chat/python/number.h"

#include <charconv>
#include <cstdlib>
#include <string>

#include "chat/python/token.h"
#include "core/big_integer.h"

namespace chat::python {
namespace {

// CPython refuses to convert longer decimal texts.
constexpr size_t kMaxDigits = 4300;
// The same limit for texts in base 2, 8 and 16, which CPython reads but cannot print.
constexpr size_t kMaxBits = 14284;

bool is_hex(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

class NumberScanner {
 public:
  NumberScanner(std::string_view text, size_t at) : text_(text), at_(at) {}

  size_t run() {
    if (peek() == '0') {
      const char base = static_cast<char>(peek(1) | 0x20);
      if (base == 'x' || base == 'o' || base == 'b') return based(base);
      return from_zero();
    }
    if (peek() != '.') decimal_tail();
    return after_digits();
  }

 private:
  char peek(size_t ahead = 0) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }

  [[noreturn]] void refuse() const { fail("invalid number", at_); }

  // Digits with single underscores between them; starts at a digit.
  void decimal_tail() {
    for (;;) {
      while (is_digit(peek())) ++at_;
      if (peek() != '_') return;
      ++at_;
      if (!is_digit(peek())) refuse();
    }
  }

  size_t based(char base) {
    const auto is_member = [base](char c) {
      return base == 'x' ? is_hex(c) : base == 'o' ? c >= '0' && c <= '7' : c == '0' || c == '1';
    };
    at_ += 2;
    do {
      if (peek() == '_') ++at_;
      if (!is_member(peek())) refuse();
      while (is_member(peek())) ++at_;
    } while (peek() == '_');
    if (is_digit(peek())) refuse();
    return finish();
  }

  // 0, 00, 0_0 are zero; 07 is refused unless it turns out to be a float or a complex.
  size_t from_zero() {
    while (peek() == '0') {
      ++at_;
      if (peek() != '_') continue;
      ++at_;
      if (!is_digit(peek())) refuse();
    }
    const bool nonzero = is_digit(peek());
    if (nonzero) decimal_tail();
    const char next = static_cast<char>(peek() | 0x20);
    if (nonzero && peek() != '.' && next != 'e' && next != 'j') refuse();
    return after_digits();
  }

  size_t after_digits() {
    if (peek() == '.') {
      ++at_;
      if (is_digit(peek())) decimal_tail();
    }
    if ((peek() | 0x20) == 'e') {
      const size_t sign = peek(1) == '+' || peek(1) == '-' ? 1 : 0;
      if (is_digit(peek(1 + sign))) {
        at_ += 1 + sign;
        decimal_tail();
      } else if (sign != 0) {
        refuse();
      } else {
        return finish();
      }
    }
    if ((peek() | 0x20) == 'j') ++at_;
    return finish();
  }

  // A letter right behind is refused, except for words that can follow a number ("1if x else 2").
  size_t finish() const {
    for (const std::string_view word : {"and", "else", "for", "if", "in", "is", "or", "not"}) {
      if (text_.substr(at_, word.size()) == word) return at_;
    }
    const char c = peek();
    if (is_digit(c) || c == '_' || (c & 0x80) != 0 || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) refuse();
    return at_;
  }

  std::string_view text_;
  size_t at_;
};

double to_double(const std::string& digits) {
  double value = 0;
  const auto result = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  // Out of range: infinity or zero, which strtod tells apart.
  return result.ec == std::errc() ? value : std::strtod(digits.c_str(), nullptr);
}

}  // namespace

size_t scan_number(std::string_view text, size_t begin) {
  return NumberScanner(text, begin).run();
}

core::Value number_value(std::string_view literal, size_t offset) {
  std::string digits;
  for (const char c : literal) {
    if (c != '_') digits += c;
  }
  const char prefix = digits.size() > 1 && digits[0] == '0' ? static_cast<char>(digits[1] | 0x20) : '\0';
  int base = 10;
  if (prefix == 'x' || prefix == 'o' || prefix == 'b') {
    base = prefix == 'x' ? 16 : prefix == 'o' ? 8 : 2;
    digits.erase(0, 2);
  } else if ((digits.back() | 0x20) == 'j') {
    digits.pop_back();
    return core::Complex{0, to_double(digits)};
  } else if (digits.find_first_of(".eE") != std::string::npos) {
    return to_double(digits);
  }
  int64_t small = 0;
  const auto result = std::from_chars(digits.data(), digits.data() + digits.size(), small, base);
  if (result.ec == std::errc()) return small;
  if (base == 10 && digits.size() > kMaxDigits) fail("an int of more than 4300 digits", offset);
  const core::BigInteger big = core::BigInteger::from_text(digits, base);
  if (big.bits() > kMaxBits) fail("an int of more than 4300 digits", offset);
  return big.to_value();
}

}  // namespace chat::python
