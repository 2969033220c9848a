#include "env/html/markdown_writer.h"

#include <algorithm>

#include "core/python_string.h"
#include "env/html/entities.h"
#include "env/html/markdown_text.h"

namespace env::html {
namespace {

constexpr size_t kCode = 4;  // how far code is moved in
// Deep lists and quotations make every line of theirs long.
constexpr size_t kLongest = size_t{1} << 24U;

std::u32string with_joined_space(std::u32string_view text) {
  std::u32string joined;
  bool after_space = false;
  for (const char32_t c : text) {
    const bool space = core::is_python_space(c);
    if (!space || !after_space) joined += space ? U' ' : c;
    after_space = space;
  }
  return joined;
}

}  // namespace

bool MarkdownWriter::take_back_bracket() {
  if (!last_is_bracket_) return false;
  out_.pop_back();
  last_is_bracket_ = false;
  space_ = false;
  return true;
}

void MarkdownWriter::set_preformatted(bool on) {
  preformatted_ = on;
  if (on) preformatted_begins_ = true;
}

void MarkdownWriter::end_abbreviation(const std::optional<std::u32string>& meaning) {
  if (meaning && abbreviation_) {
    const auto [known, is_new] = abbreviation_places_.try_emplace(*abbreviation_, abbreviations_.size());
    if (is_new) abbreviations_.emplace_back(*abbreviation_, std::u32string());
    abbreviations_[known->second].second = *meaning;
  }
  abbreviation_.reset();
}

void MarkdownWriter::append(std::u32string_view text) {
  if (out_.size() + text.size() > kLongest) throw PageError("the page's Markdown is too long");
  out_ += text;
  last_is_bracket_ = text == U"[";
  if (!text.empty()) ends_line_ = text.back() == U'\n';
}

std::u32string MarkdownWriter::line_start(const std::u32string& text, Kind kind) const {
  std::u32string start(static_cast<size_t>(std::max(quotes_, 0)), U'>');
  const bool own_mark = (kind == Kind::forced || kind == Kind::end) && text.starts_with(U'>');
  if (!own_mark && quotes_ != 0) start += U' ';
  if (preformatted_) start += std::u32string(kCode + (in_list_ ? code_margin_ : 0), U' ');
  return start;
}

void MarkdownWriter::put_piece(std::u32string text, Kind kind) {
  if (abbreviation_) *abbreviation_ += text;
  if (silent_ != 0) return;
  const bool forced = kind == Kind::forced || kind == Kind::end;
  if (kind == Kind::text && !preformatted_) {
    text = with_joined_space(text);
    if (text.starts_with(U' ')) {
      space_ = true;
      text.erase(0, 1);
    }
  }
  if (text.empty() && !forced) return;
  if (preformatted_begins_) {  // on a line of its own, but for the text of an item
    preformatted_begins_ = false;
    if (in_list_) {
      const auto first = std::ranges::find_if_not(
          text, [this](char32_t c) { return preformatted_ ? core::is_python_space(c) : c == U'\n'; });
      text.erase(text.begin(), first);
    } else if (!text.starts_with(U'\n') && !text.starts_with(U"\r\n")) {
      text.insert(0, 1, U'\n');
    }
  }
  const std::u32string start = line_start(text, kind);
  if (preformatted_) {
    std::u32string lines;
    for (const char32_t c : text) {
      lines += c;
      if (c == U'\n') lines += start;
    }
    text = std::move(lines);
  }
  if (beginning_) {
    space_ = false;
    breaks_ = 0;
    beginning_ = false;
  }
  if (kind == Kind::end) {
    breaks_ = 0;
    append(U"\n");
    space_ = false;
  }
  if (breaks_ > 0) {
    std::u32string lines;
    for (int i = 0; i < breaks_; ++i) lines += break_end_ + U"\n" + start;
    append(lines);
    space_ = false;
    break_end_.clear();
  }
  if (space_) {
    if (!ends_line_) append(U" ");
    space_ = false;
  }
  if (kind == Kind::end) {
    for (const auto& [name, meaning] : abbreviations_) append(U"  *[" + name + U"]: " + meaning + U"\n");
  }
  breaks_ = 0;
  append(text);
}

std::u32string MarkdownWriter::finish() {
  line();
  put_piece({}, Kind::end);
  std::ranges::replace(out_, kFixedSpace, U' ');
  return std::move(out_);
}

}  // namespace env::html
