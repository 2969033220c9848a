// Character references of HTML.
#pragma once

#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

namespace env::html {

// A page that the reference's parser refuses; what() is its message.
class PageError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// Where it is the parser that gives up (Python: AssertionError).
class PageRefused : public PageError {
 public:
  using PageError::PageError;
};

// The characters of a named reference, given without `&` and `;`.
std::optional<std::u32string_view> entity_text(std::u32string_view name);

// The number of a numeric reference, `65` or `x41`, of digits alone; past what Unicode has: any such number. Throws
// PageError, as Python's int() does, for more than 4300 decimal digits.
char32_t reference_number(std::u32string_view digits);

// Windows-1252's character where the number is one of its 0x80 to 0x9F; else the number's own.
char32_t from_windows_1252(char32_t number);
// Neither a surrogate nor past the last code point.
constexpr bool is_scalar(char32_t number) {
  return number <= 0x10FFFF && !(number >= 0xD800 && number <= 0xDFFF);
}

// Python's html.unescape(). Throws PageError as reference_number() does.
std::u32string unescape(std::u32string_view text);

}  // namespace env::html
