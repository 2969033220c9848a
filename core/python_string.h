// Python's str methods on UTF-8 text, with Python 3.11's ideas of white space, words and line ends.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace core {

// str.isspace() of one character.
bool is_python_space(char32_t code_point);
// What `\w` matches in a str pattern: str.isalnum() or the underscore.
bool is_python_word(char32_t code_point);

// The first place from `at` on that is no white space.
size_t skip_python_space(std::string_view text, size_t at);
// str.strip() without arguments.
std::string_view strip_python_space(std::string_view text);
// str.splitlines(): also at \v, \f, \x1c-\x1e, \x85, U+2028 and U+2029; no line after a final end.
std::vector<std::string_view> split_python_lines(std::string_view text);
// text.find(part, from), npos where it is not there. Linear in both, whatever they hold.
size_t find_text(std::string_view text, std::string_view part, size_t from = 0);
// len(str.split())
size_t count_python_words(std::string_view text);
// str[1:-1]: without the first and the last character.
std::string_view without_ends(std::string_view text);
// len(str): code points.
size_t count_code_points(std::string_view text);
// Python's str.lower(): full Unicode mapping (one capital becomes two code points for U+0130) and the final-sigma rule.
// UTF-8 in and out; bytes that are not UTF-8 stay as they are.
std::string python_lower(std::string_view text);

}  // namespace core
