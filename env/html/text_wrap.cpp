#include "env/html/text_wrap.h"

#include <algorithm>

#include "core/python_string.h"
#include "env/html/characters.h"

namespace env::html {
namespace {

bool is_blank(std::u32string_view text) {
  return std::ranges::all_of(text, core::is_python_space);
}

// Tabs to the next multiple of 8, other ASCII white space to one space.
std::u32string with_plain_spaces(std::u32string_view text) {
  constexpr size_t kTab = 8;
  std::u32string plain;
  size_t column = 0;
  for (const char32_t c : text) {
    if (c == U'\t') {
      const size_t width = kTab - column % kTab;
      plain.append(width, U' ');
      column += width;
      continue;
    }
    plain += is_ascii_space(c) ? U' ' : c;
    column = c == U'\n' || c == U'\r' ? 0 : column + 1;
  }
  return plain;
}

class Splitter {
 public:
  explicit Splitter(std::u32string_view text) : text_(text) {}

  std::vector<std::u32string_view> chunks() const {
    std::vector<std::u32string_view> all;
    for (size_t at = 0; at < text_.size();) {
      const size_t end = chunk_end(at);
      all.push_back(text_.substr(at, end - at));
      at = end;
    }
    return all;
  }

 private:
  // Other white space belongs to words.
  bool breaks(size_t at) const { return is_ascii_space(text_[at]); }
  bool letter(size_t at) const { return at < text_.size() && is_letter(text_[at]); }
  bool punctuated(size_t at) const {
    return core::is_python_word(text_[at]) || std::u32string_view(U"!\"'&.,?").find(text_[at]) != text_.npos;
  }
  // Where the dash of two hyphens or more at `at`, with a word after it, ends; `at` where there is none.
  size_t dash_end(size_t at) const {
    size_t end = at;
    while (end < text_.size() && text_[end] == U'-') ++end;
    return end >= at + 2 && end < text_.size() && core::is_python_word(text_[end]) ? end : at;
  }
  // The hyphen at `at` joins two parts of a word.
  bool hyphenates(size_t at) const {
    if (text_[at] != U'-') return false;
    const bool before = (at >= 2 && letter(at - 1) && letter(at - 2)) ||
                        (at >= 3 && letter(at - 1) && text_[at - 2] == U'-' && letter(at - 3));
    const bool gap = at + 2 < text_.size() && text_[at + 2] == U'-';
    return before && letter(at + 1) && letter(at + (gap ? 3 : 2));
  }

  size_t chunk_end(size_t at) const {
    size_t end = at;
    if (breaks(at)) {
      while (end < text_.size() && breaks(end)) ++end;
      return end;
    }
    if (at > 0 && punctuated(at - 1)) {
      if (end = dash_end(at); end > at) return end;
    }
    for (end = at + 1; end < text_.size() && !breaks(end); ++end) {
      if (hyphenates(end)) return end + 1;
      if (text_[end] == U'-' && punctuated(end - 1) && dash_end(end) > end) return end;
    }
    return end;
  }

  std::u32string_view text_;
};

}  // namespace

std::vector<std::u32string> wrap_text(std::u32string_view text, size_t width, std::u32string_view indent) {
  const std::u32string plain = with_plain_spaces(text);
  const std::vector<std::u32string_view> chunks = Splitter(plain).chunks();
  std::vector<std::u32string> lines;
  for (size_t next = 0; next < chunks.size();) {
    const std::u32string_view margin = lines.empty() ? std::u32string_view() : indent;
    const size_t room = width - margin.size();
    if (!lines.empty() && is_blank(chunks[next])) ++next;
    const size_t first = next;
    size_t length = 0;
    while (next < chunks.size() && length + chunks[next].size() <= room) length += chunks[next++].size();
    if (next < chunks.size() && next == first && chunks[next].size() > room) ++next;
    size_t last = next;
    if (last > first && is_blank(chunks[last - 1])) --last;
    if (last == first) continue;
    std::u32string line(margin);
    for (size_t i = first; i < last; ++i) line += chunks[i];
    lines.push_back(std::move(line));
  }
  return lines;
}

}  // namespace env::html
