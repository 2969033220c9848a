#include "core/python_string.h"

#include <utf8proc.h>

#include <algorithm>
#include <cstring>

#include "core/plain_text.h"
#include "core/utf8.h"

namespace core {
namespace {

constexpr char32_t kNextLine = 0x85;
constexpr char32_t kLineSeparator = 0x2028;
constexpr char32_t kParagraphSeparator = 0x2029;

bool is_line_end(char32_t c) {
  return (c >= 0x0A && c <= 0x0D) || (c >= 0x1C && c <= 0x1E) || c == kNextLine || c == kLineSeparator ||
         c == kParagraphSeparator;
}

}  // namespace

bool is_python_space(char32_t c) {
  return (c >= 0x09 && c <= 0x0D) || (c >= 0x1C && c <= 0x20) || c == 0x85 || c == 0xA0 || c == 0x1680 ||
         (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}

bool is_python_word(char32_t c) {
  if (c < 0x80) return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  switch (utf8proc_category(static_cast<utf8proc_int32_t>(c))) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_NL:
    case UTF8PROC_CATEGORY_NO:
      return is_printable(c);  // false for letters that came after Python 3.11's tables
    default:
      return false;
  }
}

size_t skip_python_space(std::string_view text, size_t at) {
  while (at < text.size()) {
    size_t after = at;
    if (!is_python_space(next_code_point(text, after))) break;
    at = after;
  }
  return at;
}

std::string_view strip_python_space(std::string_view text) {
  text.remove_prefix(skip_python_space(text, 0));
  while (!text.empty()) {
    size_t last = text.size() - 1;
    while (last > 0 && is_utf8_continuation(text[last])) --last;
    size_t at = last;
    if (!is_python_space(next_code_point(text, at))) break;
    text.remove_suffix(text.size() - last);
  }
  return text;
}

std::vector<std::string_view> split_python_lines(std::string_view text) {
  std::vector<std::string_view> lines;
  size_t begin = 0;
  for (size_t at = 0; at < text.size();) {
    at += plain_prefix(text.substr(at), {'\n'});
    if (at == text.size()) break;
    const size_t end = at;
    if (!is_line_end(next_code_point(text, at))) continue;
    if (text[end] == '\r' && at < text.size() && text[at] == '\n') ++at;
    lines.push_back(text.substr(begin, end - begin));
    begin = at;
  }
  if (begin < text.size()) lines.push_back(text.substr(begin));
  return lines;
}

size_t find_text(std::string_view text, std::string_view part, size_t from) {
  if (from > text.size()) return std::string_view::npos;
  if (part.empty()) return from;
  const void* found = memmem(text.data() + from, text.size() - from, part.data(), part.size());
  return found == nullptr ? std::string_view::npos : static_cast<size_t>(static_cast<const char*>(found) - text.data());
}

size_t count_python_words(std::string_view text) {
  size_t words = 0;
  bool inside = false;
  for (size_t at = 0; at < text.size();) {
    const bool space = is_python_space(next_code_point(text, at));
    if (!space && !inside) ++words;
    inside = !space;
  }
  return words;
}

std::string_view without_ends(std::string_view text) {
  size_t first = 0;
  if (!text.empty()) next_code_point(text, first);
  text.remove_prefix(first);
  while (!text.empty() && is_utf8_continuation(text.back())) text.remove_suffix(1);
  if (!text.empty()) text.remove_suffix(1);
  return text;
}

size_t count_code_points(std::string_view text) {
  return text.size() - static_cast<size_t>(std::count_if(text.begin(), text.end(), is_utf8_continuation));
}

}  // namespace core
