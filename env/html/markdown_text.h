// Text on its way to Markdown: what is escaped, what references become, how lines are broken.
#pragma once

#include <string>
#include <string_view>

namespace env::html {

// Stands for a space that is never joined with others; a plain space in the end. No character of Unicode.
inline constexpr char32_t kFixedSpace = 0x110000;

// Text of a page: a list's mark or a number with a full stop at the beginning of a line, and a backslash before what
// Markdown knows, get a backslash.
std::u32string escape_text(std::u32string_view text);
// Text inside of brackets: backslashes, brackets and parentheses get one.
std::u32string escape_brackets(std::u32string_view text);

// The characters of `&digits;` and `&name;`, some of them in ASCII. An unknown name stays as it is written.
std::u32string numeric_reference_text(std::u32string_view digits);
std::u32string named_reference_text(std::u32string_view name);

// Paragraphs, which are lines here, broken at 78 characters; code, lists and links of their own kind are left alone.
std::u32string wrap_markdown(std::u32string_view text);

}  // namespace env::html
