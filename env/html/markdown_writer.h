// The half of the conversion to Markdown that knows lines: white space that is held back until text follows, empty
// lines between paragraphs, what quotations and code begin their lines with.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace env::html {

// Throws PageError where the result becomes far longer than pages are.
class MarkdownWriter {
 public:
  // As it is.
  void put(std::u32string_view text) { put_piece(std::u32string(text), Kind::plain); }
  // The same; the mark of a quotation may come before it.
  void put_forced(std::u32string_view text) { put_piece(std::u32string(text), Kind::forced); }
  // A page's text: outside of preformatted parts its white space is joined.
  void put_text(std::u32string_view text) { put_piece(std::u32string(text), Kind::text); }

  void paragraph() { breaks_ = 2; }
  void line() {
    if (breaks_ == 0) breaks_ = 1;
  }
  void soft_break() {
    line();
    break_end_ = U"  ";
  }
  void drop_break() { breaks_ = 0; }
  // What follows is the first of its block: no break and no space before it.
  void begin() { beginning_ = true; }
  // Takes a bracket back if it came last.
  bool take_back_bracket();

  void silence(int change) { silent_ += change; }
  void speak() { silent_ = 0; }
  void quote(int change) { quotes_ += change; }
  int quotes() const { return quotes_; }
  void in_list(bool on) { in_list_ = on; }
  // Of code in the items of a list.
  void set_code_margin(size_t width) { code_margin_ = width; }
  bool preformatted() const { return preformatted_; }
  void set_preformatted(bool on);

  void begin_abbreviation() { abbreviation_ = std::u32string(); }
  void end_abbreviation(const std::optional<std::u32string>& meaning);

  std::u32string finish();

 private:
  enum class Kind { plain, forced, text, end };

  void put_piece(std::u32string text, Kind kind);
  void append(std::u32string_view text);
  std::u32string line_start(const std::u32string& text, Kind kind) const;

  std::u32string out_;
  bool last_is_bracket_ = false;  // the piece that came last
  bool ends_line_ = false;
  int breaks_ = 0;            // line ends that are due
  std::u32string break_end_;  // what comes before them
  bool beginning_ = true;
  bool space_ = false;  // one is due
  int silent_ = 0;
  int quotes_ = 0;
  bool in_list_ = false;
  size_t code_margin_ = 0;
  bool preformatted_ = false;
  bool preformatted_begins_ = false;
  std::optional<std::u32string> abbreviation_;
  std::vector<std::pair<std::u32string, std::u32string>> abbreviations_;
  std::unordered_map<std::u32string, size_t> abbreviation_places_;
};

}  // namespace env::html
