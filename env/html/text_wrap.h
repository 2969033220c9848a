// Breaks text into lines as Python's textwrap does: at white space, after hyphens inside of words, around dashes.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace env::html {

// Lines of at most `width` characters; a word that is longer has a line of its own. Lines after the first begin with
// `indent`. No line for a text of white space.
std::vector<std::u32string> wrap_text(std::u32string_view text, size_t width, std::u32string_view indent);

}  // namespace env::html
