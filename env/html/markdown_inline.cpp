// Links, images, marks of emphasis and the text between them.
#include <algorithm>
#include <array>

#include "env/html/characters.h"
#include "env/html/markdown_sink.h"
#include "env/html/markdown_text.h"

namespace env::html {
namespace {

// Whether `before` keeps the mark of emphasis after it from being one.
bool is_spoiled(std::u32string_view mark, char32_t before) {
  if (mark == U"**") return before == U'*';
  const bool ascii_mark = is_ascii_space(before) || (before > U' ' && before < 0x7F && !is_ascii_alnum(before));
  return mark == U"_" && before != kFixedSpace && !ascii_mark;
}

// Whether text that begins so would spoil the mark of emphasis before it.
bool touches_mark(char32_t c) {
  return std::u32string_view(U"][(){}.!?").find(c) == std::u32string_view::npos && !core::is_python_space(c);
}

// Of an address: with a scheme, or what begins like one.
bool is_absolute(std::u32string_view address) {
  size_t at = 0;
  while (at < address.size() && (is_ascii_letter(address[at]) || address[at] == U'+')) ++at;
  return at > 0 && address.substr(at).starts_with(U"://");
}

}  // namespace

void MarkdownSink::open_bracket() {
  writer_.put(U"[");
  waiting_href_.reset();
  empty_link_ = false;
}

// A mark begins after a space where it would not be one otherwise.
void MarkdownSink::emphasis(bool start, std::u32string mark) {
  if (start) {
    if (!before_.empty() && is_spoiled(mark, before_.back())) {
      mark = U" " + mark;
      before_ += U' ';
    }
    stressed_ = true;
  }
  writer_.put(mark);
}

void MarkdownSink::abbreviation(bool start) {
  if (start) {
    abbreviated_.reset();
    writer_.begin_abbreviation();
    if (const std::u32string* title = attribute("title")) abbreviated_ = *title;
    return;
  }
  writer_.end_abbreviation(abbreviated_);
  abbreviated_.reset();
}

void MarkdownSink::link(bool start) {
  if (start) {
    const std::u32string* href = attribute("href");
    if (href == nullptr || href->starts_with(U'#')) {
      links_.emplace_back();
      return;
    }
    const std::u32string* title = attribute("title");
    links_.push_back(Link{*href, title == nullptr ? std::u32string() : *title});
    waiting_href_ = *href;
    empty_link_ = true;
    return;
  }
  if (links_.empty()) return;
  const std::optional<Link> link = std::move(links_.back());
  links_.pop_back();
  if (waiting_href_ && !empty_link_) {
    waiting_href_.reset();
    return;
  }
  if (!link) return;
  if (empty_link_) open_bracket();
  writer_.drop_break();
  const std::u32string title = escape_brackets(link->title);
  const bool titled = !core::strip_python_space(to_utf8(title)).empty();
  writer_.put(U"](" + escape_brackets(link->href) + (titled ? U" \"" + title + U"\"" : std::u32string()) + U")");
}

void MarkdownSink::image() {
  const std::u32string* source = attribute("src");
  if (source == nullptr) return;
  const std::u32string* given = attribute("alt");
  const std::u32string alt = given == nullptr ? std::u32string() : *given;
  if (waiting_href_) open_bracket();
  writer_.put(U"![" + escape_brackets(alt) + U"]");
  writer_.put(U"(" + escape_brackets(*source) + U")");
}

void MarkdownSink::numeric_reference(std::u32string_view digits) {
  take_text(numeric_reference_text(digits), true);
}

void MarkdownSink::named_reference(std::u32string_view name) {
  take_text(named_reference_text(name), true);
}

void MarkdownSink::take_text(std::u32string text, bool reference) {
  if (text.empty()) return;
  if (stressed_) {
    size_t first = 0;
    size_t last = text.size();
    while (first < last && core::is_python_space(text[first])) ++first;
    while (last > first && core::is_python_space(text[last - 1])) --last;
    text = text.substr(first, last - first);
    stressed_ = false;
    after_stress_ = true;
  } else if (after_stress_) {
    const bool close = current_ == "a" || current_ == "code" || current_ == "pre" || heading_level(current_) > 0;
    if (touches_mark(text.front()) && !close) text = U" " + text;
    after_stress_ = false;
  }
  if (waiting_href_) {
    if (*waiting_href_ == text && is_absolute(text)) {
      writer_.put(U"<" + text + U">");
      empty_link_ = false;
      return;
    }
    open_bracket();
  }
  if (!code_ && !writer_.preformatted() && !reference) text = escape_text(text);
  before_ = text;
  writer_.put_text(text);
}

}  // namespace env::html
