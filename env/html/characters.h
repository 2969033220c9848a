// Text as code points: HTML is read, and its text measured, character by character.
#pragma once

#include <utf8proc.h>

#include <string>
#include <string_view>

#include "core/python_string.h"
#include "core/utf8.h"

namespace env::html {

inline std::u32string to_code_points(std::string_view utf8) {
  std::u32string text;
  text.reserve(utf8.size());
  for (size_t at = 0; at < utf8.size();) text.push_back(core::next_code_point(utf8, at));
  return text;
}

inline std::string to_utf8(std::u32string_view text) {
  std::string utf8;
  utf8.reserve(text.size());
  for (const char32_t c : text) core::append_utf8(utf8, c);
  return utf8;
}

constexpr bool is_ascii_letter(char32_t c) {
  return (c >= U'a' && c <= U'z') || (c >= U'A' && c <= U'Z');
}
constexpr bool is_ascii_digit(char32_t c) {
  return c >= U'0' && c <= U'9';
}
constexpr bool is_ascii_alnum(char32_t c) {
  return is_ascii_letter(c) || is_ascii_digit(c);
}
constexpr bool is_ascii_space(char32_t c) {
  return c == U' ' || (c >= U'\t' && c <= U'\r');
}
constexpr bool is_ascii_hex(char32_t c) {
  return is_ascii_digit(c) || (c >= U'a' && c <= U'f') || (c >= U'A' && c <= U'F');
}

// What `\d` matches in a Python pattern.
inline bool is_python_digit(char32_t c) {
  return c < 0x80 ? is_ascii_digit(c) : utf8proc_category(static_cast<int32_t>(c)) == UTF8PROC_CATEGORY_ND;
}
// A word character that is no digit.
inline bool is_letter(char32_t c) {
  return core::is_python_word(c) && !is_python_digit(c);
}

}  // namespace env::html
