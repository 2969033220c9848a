#include "env/html/tokenizer.h"

#include <algorithm>

#include "core/format.h"
#include "core/python_string.h"
#include "core/python_text.h"
#include "env/html/characters.h"
#include "env/html/entities.h"

namespace env::html {
namespace {

constexpr size_t kNone = std::u32string_view::npos;

std::string lower(std::u32string_view text) {
  return core::python_lower(to_utf8(text));
}

bool ends_tag_name(char32_t c) {
  return c == U'\t' || c == U'\n' || c == U'\r' || c == U'\f' || c == U' ' || c == U'/' || c == U'>' || c == 0;
}

class Tokenizer {
 public:
  Tokenizer(std::u32string_view page, TokenSink& sink)
      : page_(page), sink_(sink), steps_left_(100 * page.size() + 100'000'000) {}

  void run(int feeds) {
    for (int i = 0; i < feeds; ++i) go_ahead(false);
    go_ahead(true);
  }

 private:
  struct StartTag {
    size_t end = kNone;     // kNone: cut off by the end of the page
    size_t attributes = 0;  // where they end
    std::u32string_view name;
    std::vector<Attribute> found;
  };

  char32_t at(size_t place) const { return place < page_.size() ? page_[place] : U'\0'; }
  bool has(std::u32string_view text, size_t place) const {
    return page_.substr(std::min(place, page_.size())).starts_with(text);
  }
  size_t skip_space(size_t place) const {
    while (place < page_.size() && core::is_python_space(page_[place])) ++place;
    return place;
  }
  // (?:\s|/(?!>))*
  size_t skip_between(size_t place) const {
    while (place < page_.size() &&
           (core::is_python_space(page_[place]) || (page_[place] == U'/' && at(place + 1) != U'>')))
      ++place;
    return place;
  }
  // A page can be made so that each of its parts is read to the end again and again; the reference then hangs.
  void spend(size_t steps) {
    if (steps > steps_left_) throw PageError("the page takes too long to be read");
    steps_left_ -= steps;
  }
  size_t find(char32_t c, size_t from) {
    const size_t place = page_.find(c, from);
    spend((place == kNone ? page_.size() : place) - std::min(from, page_.size()) + 1);
    return place;
  }

  void go_ahead(bool last);
  bool take_markup(bool last);
  size_t parse_markup();
  bool take_reference(bool last);
  bool take_numeric();
  bool take_named(bool last);
  size_t raw_text_end();

  size_t parse_start_tag();
  StartTag scan_start_tag();
  size_t scan_value(size_t name_end, std::optional<std::u32string_view>& value);
  size_t parse_end_tag();
  size_t parse_declaration();
  size_t parse_comment();
  size_t parse_aside(size_t from);
  size_t parse_marked_section();
  size_t section_end(bool standard, size_t from, size_t& text_end);

  std::u32string_view page_;
  TokenSink& sink_;
  size_t i_ = 0;
  std::string raw_;  // inside of this element, script or style, nothing but its end tag is markup
  size_t steps_left_;
};

// Where `</script>` begins, spaces allowed.
size_t Tokenizer::raw_text_end() {
  for (size_t place = i_; (place = find(U'<', place)) != kNone; ++place) {
    if (at(place + 1) != U'/') continue;
    const size_t name = skip_space(place + 2);
    const std::u32string_view found = page_.substr(std::min(name, page_.size()), raw_.size());
    const bool same = std::ranges::equal(
        found, raw_, [](char32_t a, char b) { return a < 0x80 && (a | 0x20U) == static_cast<char32_t>(b); });
    if (same && at(skip_space(name + raw_.size())) == U'>') return place;
  }
  return kNone;
}

void Tokenizer::go_ahead(bool last) {
  while (i_ < page_.size()) {
    size_t next = raw_.empty() ? page_.find_first_of(U"&<", i_) : raw_text_end();
    if (next == kNone) {
      if (!raw_.empty()) break;
      next = page_.size();
    }
    if (i_ < next) sink_.data(page_.substr(i_, next - i_));
    i_ = next;
    if (i_ == page_.size()) break;
    if (!(page_[i_] == U'<' ? take_markup(last) : take_reference(last))) break;
  }
  if (last && i_ < page_.size() && raw_.empty()) {
    sink_.data(page_.substr(i_));
    i_ = page_.size();
  }
}

// False: the rest has to wait.
bool Tokenizer::take_markup(bool last) {
  if (!is_ascii_letter(at(i_ + 1)) && !has(U"</", i_) && !has(U"<?", i_) && !has(U"<!", i_)) {
    if (i_ + 1 >= page_.size()) return false;
    sink_.data(U"<");
    ++i_;
    return true;
  }
  const size_t end = parse_markup();
  if (end != kNone) {
    i_ = end;
    return true;
  }
  if (!last) return false;
  size_t text_end = find(U'>', i_ + 1);
  if (text_end != kNone) {
    ++text_end;
  } else {
    text_end = find(U'<', i_ + 1);
    if (text_end == kNone) text_end = i_ + 1;
  }
  sink_.data(page_.substr(i_, text_end - i_));
  i_ = text_end;
  return true;
}

size_t Tokenizer::parse_markup() {
  if (is_ascii_letter(at(i_ + 1))) return parse_start_tag();
  if (at(i_ + 1) == U'/') return parse_end_tag();
  if (has(U"<!--", i_)) return parse_comment();
  if (at(i_ + 1) == U'?') return parse_aside(i_ + 2);
  return parse_declaration();
}

bool Tokenizer::take_reference(bool last) {
  return at(i_ + 1) == U'#' ? take_numeric() : take_named(last);
}

bool Tokenizer::take_numeric() {
  const bool hex = at(i_ + 2) == U'x' || at(i_ + 2) == U'X';
  const size_t first = i_ + (hex ? 3 : 2);
  size_t end = first;
  while (hex ? is_ascii_hex(at(end)) : is_ascii_digit(at(end))) ++end;
  if (end > first && end < page_.size() && !is_ascii_hex(page_[end])) {
    sink_.numeric_reference(page_.substr(i_ + 2, end - i_ - 2));
    i_ = end + (page_[end] == U';' ? 1 : 0);
    return true;
  }
  if (find(U';', i_) != kNone) {
    sink_.data(page_.substr(i_, 2));
    i_ += 2;
  }
  return false;
}

bool Tokenizer::take_named(bool last) {
  const size_t first = i_ + 1;
  if (!is_ascii_letter(at(first))) {
    if (first >= page_.size()) return false;
    sink_.data(U"&");
    ++i_;
    return true;
  }
  size_t end = first;
  while (is_ascii_alnum(at(end)) || at(end) == U'-' || at(end) == U'.') ++end;
  if (end == page_.size()) {  // what ends the name has to be there: a hyphen or full stop of its own will do
    do --end;
    while (end > first && is_ascii_alnum(page_[end]));
    if (end == first) {
      if (last && page_.size() - i_ == 2) ++i_;
      return false;
    }
  }
  sink_.named_reference(page_.substr(first, end - first));
  i_ = end + (page_[end] == U';' ? 1 : 0);
  return true;
}

// After an attribute's name: `= value`, where there is one. Returns where it ends.
size_t Tokenizer::scan_value(size_t name_end, std::optional<std::u32string_view>& value) {
  const size_t equals = skip_space(name_end);
  size_t after = equals;
  while (at(after) == U'=') ++after;
  if (after == equals) return name_end;
  size_t begin = skip_space(after);
  const char32_t quote = at(begin);
  if (quote == U'"' || quote == U'\'') {
    if (const size_t close = find(quote, begin + 1); close != kNone) {
      value = page_.substr(begin + 1, close - begin - 1);
      return close + 1;
    }
    // A quote that is never closed: the value begins one character earlier, with a space or an `=`, if it can.
    if (begin == after && after == equals + 1) return name_end;
    --begin;
  }
  size_t end = begin;
  while (end < page_.size() && page_[end] != U'>' && !core::is_python_space(page_[end])) ++end;
  value = page_.substr(begin, end - begin);
  return end;
}

Tokenizer::StartTag Tokenizer::scan_start_tag() {
  StartTag tag;
  size_t place = i_ + 1;
  while (place < page_.size() && !ends_tag_name(page_[place])) ++place;
  tag.name = page_.substr(i_ + 1, place - i_ - 1);
  place = skip_between(place);
  while (place < page_.size() && !core::is_python_space(page_[place]) && page_[place] != U'/' && page_[place] != U'>') {
    const char32_t before = page_[place - 1];
    if (before != U'\'' && before != U'"' && before != U'/' && !core::is_python_space(before)) break;
    size_t name_end = place + 1;
    while (name_end < page_.size() && !core::is_python_space(page_[name_end]) && page_[name_end] != U'/' &&
           page_[name_end] != U'=' && page_[name_end] != U'>') {
      ++name_end;
    }
    Attribute attribute{lower(page_.substr(place, name_end - place)), std::nullopt};
    std::optional<std::u32string_view> value;
    const size_t end = scan_value(name_end, value);
    if (value) attribute.value = unescape(*value);
    tag.found.push_back(std::move(attribute));
    place = skip_between(end);
  }
  tag.attributes = place;
  spend(place - i_);
  place = skip_space(place);
  if (place >= page_.size()) return tag;
  const char32_t next = page_[place];
  if (next == U'>') {
    tag.end = place + 1;
  } else if (next == U'/' && at(place + 1) == U'>') {
    tag.end = place + 2;
  } else if (next != U'/' && next != U'=' && !is_ascii_letter(next)) {
    tag.end = place;
  }
  return tag;
}

size_t Tokenizer::parse_start_tag() {
  const StartTag tag = scan_start_tag();
  if (tag.end == kNone) return kNone;
  const std::u32string_view rest = page_.substr(tag.attributes, tag.end - tag.attributes);
  const bool closed = rest.ends_with(U"/>");
  if (!rest.ends_with(U'>')) {
    sink_.data(page_.substr(i_, tag.end - i_));
    return tag.end;
  }
  const std::string name = lower(tag.name);
  sink_.start_tag(name, tag.found, closed);
  if (!closed && (name == "script" || name == "style")) raw_ = name;
  return tag.end;
}

size_t Tokenizer::parse_end_tag() {
  const size_t close = find(U'>', i_ + 1);
  if (close == kNone) return kNone;
  const size_t name = skip_space(i_ + 2);
  size_t end = name;
  const auto in_name = [](char32_t c) { return is_ascii_alnum(c) || c == U'-' || c == U'.' || c == U':' || c == U'_'; };
  while (in_name(at(end))) ++end;
  const bool plain = is_ascii_letter(at(name)) && at(skip_space(end)) == U'>';
  if (plain) {
    const std::string found = lower(page_.substr(name, end - name));
    if (!raw_.empty() && found != raw_) {
      sink_.data(page_.substr(i_, close + 1 - i_));
      return close + 1;
    }
    sink_.end_tag(found);
    raw_.clear();
    return close + 1;
  }
  if (!raw_.empty()) {
    sink_.data(page_.substr(i_, close + 1 - i_));
    return close + 1;
  }
  if (!is_ascii_letter(at(i_ + 2))) {
    if (has(U"</>", i_)) return i_ + 3;
    return parse_aside(i_ + 2);
  }
  end = i_ + 2;
  while (end < page_.size() && !ends_tag_name(page_[end])) ++end;
  const size_t found = find(U'>', end);
  sink_.end_tag(lower(page_.substr(i_ + 2, end - i_ - 2)));
  return found + 1;
}

size_t Tokenizer::parse_aside(size_t from) {
  const size_t close = find(U'>', from);
  if (close == kNone) return kNone;
  sink_.aside();
  return close + 1;
}

size_t Tokenizer::parse_comment() {
  for (size_t place = i_ + 4; (place = page_.find(U"--", place)) != kNone; ++place) {
    spend(1);
    const size_t close = skip_space(place + 2);
    if (at(close) != U'>') continue;
    spend(close - i_);
    sink_.aside();
    return close + 1;
  }
  spend(page_.size() - i_);
  return kNone;
}

size_t Tokenizer::parse_declaration() {
  if (at(i_ + 2) == U'[') return parse_marked_section();
  const bool doctype = lower(page_.substr(i_, 9)) == "<!doctype";
  return parse_aside(i_ + (doctype ? 9 : 2));
}

// Where `]]>` or, for the sections of an office program, `]>` ends; spaces allowed.
size_t Tokenizer::section_end(bool standard, size_t from, size_t& text_end) {
  for (size_t place = from; (place = find(U']', place)) != kNone; ++place) {
    size_t after = skip_space(place + 1);
    if (standard) {
      if (at(after) != U']') continue;
      after = skip_space(after + 1);
    }
    if (at(after) != U'>') continue;
    text_end = place;
    return after + 1;
  }
  return kNone;
}

size_t Tokenizer::parse_marked_section() {
  const size_t first = i_ + 3;
  if (first == page_.size()) return kNone;
  size_t end = first;
  if (!is_ascii_letter(at(first))) {
    throw PageRefused("expected name token at " + core::python_repr_string(to_utf8(page_.substr(i_, 20))));
  }
  while (is_ascii_alnum(at(end)) || at(end) == U'-' || at(end) == U'_' || at(end) == U'.') ++end;
  const std::string name = lower(page_.substr(first, end - first));
  end = skip_space(end);
  if (end == page_.size()) return kNone;
  const bool standard = name == "temp" || name == "cdata" || name == "ignore" || name == "include" || name == "rcdata";
  if (!standard && name != "if" && name != "else" && name != "endif") {
    throw PageRefused(core::format("unknown status keyword {} in marked section",
                                   core::python_repr_string(to_utf8(page_.substr(first, end - first)))));
  }
  size_t text_end = 0;
  const size_t after = section_end(standard, first, text_end);
  if (after != kNone) sink_.marked_section(page_.substr(first, text_end - first));
  return after;
}

}  // namespace

void tokenize(std::u32string_view page, int feeds, TokenSink& sink) {
  Tokenizer(page, sink).run(feeds);
}

}  // namespace env::html
