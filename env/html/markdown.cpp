#include "env/html/markdown.h"

#include <algorithm>
#include <array>

#include "env/html/characters.h"
#include "env/html/entities.h"
#include "env/html/markdown_sink.h"
#include "env/html/markdown_text.h"

namespace env::html {
namespace {

template <size_t N>
bool is_one_of(const std::string& name, const std::array<std::string_view, N>& names) {
  return std::ranges::find(names, name) != names.end();
}

// Python's int() of an ordered list's first number; 1 where it is none.
core::BigInteger list_start(const std::u32string& text) {
  constexpr size_t kMostDigits = 4300;
  const std::string utf8 = to_utf8(text);
  std::string_view number = core::strip_python_space(utf8);
  const bool negative = number.starts_with('-');
  if (negative || number.starts_with('+')) number.remove_prefix(1);
  std::string digits;
  bool after_digit = false;  // underscores stand between digits
  for (const char c : number) {
    const bool digit = c >= '0' && c <= '9';
    if (!digit && !(c == '_' && after_digit)) return core::BigInteger(1);
    if (digit) digits += c;
    after_digit = digit;
  }
  if (!after_digit || digits.size() > kMostDigits) return core::BigInteger(1);
  const core::BigInteger value = core::BigInteger::from_text(digits, 10);
  return negative ? -value : value;
}

// Of an item's bullet or number, as what stands below it is moved in by.
size_t mark_width(bool ordered) {
  return ordered ? 3 : 2;
}

}  // namespace

size_t heading_level(const std::string& name) {
  const bool heading = name.size() == 2 && name[0] == 'h' && name[1] >= '1' && name[1] <= '9';
  return heading ? static_cast<size_t>(name[1] - '0') : 0;
}

const std::u32string* MarkdownSink::attribute(std::string_view name) const {
  const std::u32string* value = nullptr;
  for (const Attribute& item : *attributes_) {
    if (item.name == name) value = item.value ? &*item.value : nullptr;
  }
  return value;
}

bool MarkdownSink::has_attribute(std::string_view name) const {
  return std::ranges::find(*attributes_, name, &Attribute::name) != attributes_->end();
}

void MarkdownSink::tag(const std::string& name, bool start) {
  static constexpr std::array<std::string_view, 6> kSilent = {"p", "div", "style", "dl", "dt", "img"};
  current_ = name;
  if (start && waiting_href_ && !is_one_of(name, kSilent)) open_bracket();
  if (const size_t level = heading_level(name); level > 0 && heading(level, start)) return;
  block_tag(name, start);
  if (inline_tag(name, start)) return;
  list_tag(name, start);
  table_tag(name, start);
  if (name == "pre") preformatted(start);
}

// True: nothing else is to be done.
bool MarkdownSink::heading(size_t level, bool start) {
  const std::u32string mark = std::u32string(level, U'#') + U' ';
  if (!links_.empty()) {
    if (start) {
      if (writer_.take_back_bracket()) {
        writer_.put(mark);
        writer_.put(U"[");
      }
      return false;
    }
    writer_.drop_break();
    return true;
  }
  writer_.paragraph();
  if (start) writer_.put(mark);
  return !start;
}

void MarkdownSink::block_tag(const std::string& name, bool start) {
  if ((name == "p" || name == "div") && links_.empty() && !split_cell_) writer_.paragraph();
  if (name == "br" && start) writer_.put(writer_.quotes() > 0 ? U"  \n> " : U"  \n");
  if (name == "hr" && start) {
    writer_.paragraph();
    writer_.put(U"* * *");
    writer_.paragraph();
  }
  if (name == "head" || name == "style" || name == "script") writer_.silence(start ? 1 : -1);
  if (name == "body") writer_.speak();
  if (name == "blockquote") {
    if (start) {
      writer_.paragraph();
      writer_.put_forced(U"> ");
      writer_.begin();
    }
    writer_.quote(start ? 1 : -1);
    if (!start) writer_.paragraph();
  }
}

// True: the tag is done with.
bool MarkdownSink::inline_tag(const std::string& name, bool start) {
  static constexpr std::array<std::string_view, 3> kEmphasis = {"em", "i", "u"};
  static constexpr std::array<std::string_view, 2> kStrong = {"strong", "b"};
  static constexpr std::array<std::string_view, 3> kStruck = {"del", "strike", "s"};
  static constexpr std::array<std::string_view, 3> kCode = {"kbd", "code", "tt"};
  if (is_one_of(name, kEmphasis)) emphasis(start, U"_");
  if (is_one_of(name, kStrong)) emphasis(start, U"**");
  if (is_one_of(name, kStruck)) emphasis(start, U"~~");
  if (is_one_of(name, kCode) && !writer_.preformatted()) {
    writer_.put(U"`");
    code_ = !code_;
  }
  if (name == "abbr") abbreviation(start);
  if (name == "q") writer_.put(U"\"");
  if (name == "a") link(start);
  if (name == "img" && start) {
    image();
    return true;
  }
  if (name == "dl" && start) writer_.paragraph();
  if (name == "dt" && !start) writer_.line();
  if (name == "dd" && start) writer_.put(U"    ");
  if (name == "dd" && !start) writer_.line();
  return false;
}

void MarkdownSink::list_tag(const std::string& name, bool start) {
  if (name == "ul" || name == "ol") {
    if (lists_.empty() && !after_list_) writer_.paragraph();
    if (start) {
      List list{.ordered = name == "ol"};
      if (has_attribute("start")) {
        const std::u32string* first = attribute("start");
        if (first == nullptr) throw PageError("");  // a bare assert
        list.number = list_start(*first) - core::BigInteger(1);
      }
      lists_.push_back(list);
      writer_.in_list(true);
    } else if (!lists_.empty()) {
      lists_.pop_back();
      writer_.in_list(!lists_.empty());
      if (lists_.empty()) writer_.put(U"\n");
    }
    after_list_ = true;
    return;
  }
  after_list_ = false;
  if (name == "li") item(start);
}

void MarkdownSink::item(bool start) {
  writer_.line();
  writer_.set_code_margin(0);
  if (!start) return;
  List outside;
  List& list = lists_.empty() ? outside : lists_.back();
  size_t margin = 0;
  for (size_t i = 0; i < lists_.size(); ++i) margin += mark_width(i > 0 && lists_[i - 1].ordered);
  writer_.set_code_margin(margin);
  writer_.put(std::u32string(margin, U' '));
  if (list.ordered) {
    list.number = list.number + core::BigInteger(1);
    writer_.put(to_code_points(list.number.to_decimal()) + U". ");
  } else {
    writer_.put(U"* ");
  }
  writer_.set_code_margin(margin + mark_width(list.ordered));
  writer_.begin();
}

void MarkdownSink::table_tag(const std::string& name, bool start) {
  const bool cell = name == "td" || name == "th";
  if (name == "table" && start) first_row_ = true;
  if (cell && start) {
    if (split_cell_) writer_.put(U"| ");
    split_cell_ = true;
  }
  if (name == "tr" && start) cells_ = 0;
  if (name == "tr" && !start) {
    split_cell_ = false;
    writer_.soft_break();
    if (first_row_) {
      std::u32string rule;
      for (size_t i = 0; i < cells_; ++i) rule += i == 0 ? U"---" : U"|---";
      writer_.put(rule);
      writer_.soft_break();
      first_row_ = false;
    }
  }
  if (cell && start) ++cells_;
}

void MarkdownSink::preformatted(bool start) {
  writer_.set_preformatted(start);
  writer_.paragraph();
}

std::string page_markdown(std::string_view page) {
  const std::u32string text = to_code_points(page);
  MarkdownSink sink;
  tokenize(text, 2, sink);
  return to_utf8(wrap_markdown(sink.finish()));
}

}  // namespace env::html
