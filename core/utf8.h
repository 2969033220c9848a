// Single code points of UTF-8 text. Lone surrogates (legal in JSON's escapes) travel as their three-byte form, as in
// WTF-8.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace core {

// The code point at `at`, which moves past it. An invalid byte reads as 0xDC00 + byte (Python's surrogateescape).
char32_t next_code_point(std::string_view text, size_t& at);
void append_utf8(std::string& out, char32_t code_point);
// Python 3.11's str.isprintable() for one code point (Unicode 14).
bool is_printable(char32_t code_point);

}  // namespace core
