// String and bytes literals: prefixes, escapes, implicit concatenation. F-strings are in chat/python/fstring.cpp.
#pragma once

#include <string>
#include <string_view>

namespace chat::python {

// One STRING token taken apart: rb'''…'''.
struct StringToken {
  std::string_view body;  // between the quotes
  size_t offset = 0;      // of the body in the text
  bool is_raw = false;
  bool is_bytes = false;
  bool is_format = false;
  bool is_u = false;  // prefix u, lower case
};
StringToken split_string_token(std::string_view token, size_t offset);

// The value of `body` (UTF-8 in; UTF-8 or, for bytes, raw bytes out). Throws Failure for broken escapes and for
// non-ASCII bytes literals. Unknown escapes stay as they are.
std::string decode_string(const StringToken& token);
// The same for a piece of an f-string's body.
std::string decode_escapes(std::string_view body, size_t offset);

}  // namespace chat::python
