#include "env/html/page_text.h"

#include <algorithm>
#include <array>
#include <unordered_map>

#include "core/python_string.h"
#include "env/html/characters.h"
#include "env/html/entities.h"
#include "env/html/tokenizer.h"

namespace env::html {
namespace {

constexpr std::array<std::string_view, 24> kEmptyElements = {
    "area",     "base", "basefont", "bgsound", "br",     "col",     "command", "embed",
    "frame",    "hr",   "image",    "img",     "input",  "isindex", "keygen",  "link",
    "menuitem", "meta", "nextid",   "param",   "source", "spacer",  "track",   "wbr"};
// Text anywhere below one of these is no text of the page.
constexpr std::array<std::string_view, 5> kOwnText = {"rp", "rt", "script", "style", "template"};

bool holds(const auto& names, std::string_view name) {
  return std::ranges::binary_search(names, name);
}

class TextSink final : public TokenSink {
 public:
  void start_tag(const std::string& name, const std::vector<Attribute>& /*attributes*/, bool closed) override {
    end_string();
    const bool empty = holds(kEmptyElements, name);
    if (closed || empty) {  // opened and closed at once
      if (!closed) ++closed_already_[name];
      return;
    }
    open_.push_back(name);
    ++open_count_[name];
    own_text_ += holds(kOwnText, name) ? 1 : 0;
  }

  void end_tag(const std::string& name) override {
    if (const auto closed = closed_already_.find(name); closed != closed_already_.end() && closed->second > 0) {
      --closed->second;  // its text goes on
      return;
    }
    end_string();
    const auto count = open_count_.find(name);
    if (count == open_count_.end() || count->second == 0) return;
    for (bool found = false; !found;) {
      const std::string last = std::move(open_.back());
      open_.pop_back();
      --open_count_[last];
      own_text_ -= holds(kOwnText, last) ? 1 : 0;
      found = last == name;
    }
  }

  void data(std::u32string_view text) override { string_ += text; }
  void numeric_reference(std::u32string_view digits) override {
    const char32_t number = reference_number(digits);
    string_ += number == 0 || !is_scalar(number) ? char32_t{0xFFFD} : from_windows_1252(number);
  }
  void named_reference(std::u32string_view name) override {
    if (const auto text = entity_text(name)) {
      string_ += *text;
    } else {
      string_ += U'&';
      string_ += name;
    }
  }
  void aside() override { end_string(); }
  void marked_section(std::u32string_view text) override {
    end_string();
    constexpr std::u32string_view kCharacters = U"CDATA[";
    const bool characters =
        std::ranges::equal(text.substr(0, kCharacters.size()), kCharacters,
                           [](char32_t a, char32_t b) { return a == b || (is_ascii_letter(a) && (a & ~0x20U) == b); });
    if (characters) add_line(text.substr(kCharacters.size()));
  }

  std::string finish() {
    end_string();
    return std::move(lines_);
  }

 private:
  void end_string() {
    if (own_text_ == 0) add_line(string_);
    string_.clear();
  }
  void add_line(std::u32string_view text) {
    const std::string utf8 = to_utf8(text);
    const std::string_view line = core::strip_python_space(utf8);
    if (line.empty()) return;
    if (!lines_.empty()) lines_ += '\n';
    lines_ += line;
  }

  std::u32string string_;  // since the last tag or aside
  std::string lines_;
  std::vector<std::string> open_;
  std::unordered_map<std::string, size_t> open_count_;
  std::unordered_map<std::string, size_t> closed_already_;  // empty elements whose end tag means nothing
  size_t own_text_ = 0;                                     // open elements of that kind
};

}  // namespace

std::string page_text(std::string_view page) {
  const std::u32string text = to_code_points(page);
  TextSink sink;
  try {
    tokenize(text, 1, sink);
  } catch (const PageRefused& refused) {
    throw PageError(
        std::string("The markup you provided was rejected by the parser. Trying a different parser or a different "
                    "encoding may help.\n\nOriginal exception(s) from parser:\n AssertionError: ") +
        refused.what());
  }
  return sink.finish();
}

}  // namespace env::html
