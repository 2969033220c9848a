// Single code points of UTF-8 text. Lone surrogates (legal in JSON's escapes) travel as their three-byte form, as in
// WTF-8.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace core {

constexpr bool is_utf8_continuation(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U;
}
// Where the code point before `at` (> 0) starts.
constexpr size_t code_point_before(std::string_view text, size_t at) {
  do --at;
  while (at > 0 && is_utf8_continuation(text[at]));
  return at;
}
// The whole characters of `text` that `bytes` bytes have room for.
constexpr std::string_view utf8_prefix(std::string_view text, size_t bytes) {
  if (text.size() <= bytes) return text;
  while (bytes > 0 && is_utf8_continuation(text[bytes])) --bytes;
  return text.substr(0, bytes);
}

// The code point at `at`, which moves past it. An invalid byte reads as 0xDC00 + byte (Python's surrogateescape).
char32_t next_code_point(std::string_view text, size_t& at);
void append_utf8(std::string& out, char32_t code_point);
// Python 3.11's str.isprintable() for one code point (Unicode 14).
bool is_printable(char32_t code_point);

}  // namespace core
