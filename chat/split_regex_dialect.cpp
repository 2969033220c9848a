// Oniguruma's dialect in PCRE2's terms. Both agree on what split patterns use, with two exceptions: white space (PCRE2
// counts U+180E) and everything built on \w, which is refused.
#include <cctype>

#include "chat/split_regex.h"
#include "core/error.h"

namespace chat {
namespace {

// Unicode's White_Space, which Oniguruma's \s means.
constexpr std::string_view kSpace =
    R"(\x{09}-\x{0d}\x{20}\x{85}\x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000})";

class Translator {
 public:
  explicit Translator(std::string_view pattern) : in_(pattern) {}

  std::string run() {
    while (at_ < in_.size()) {
      const char c = in_[at_];
      if (c == '\\') {
        escape();
      } else if (in_class_) {
        class_character(c);
      } else if (c == '[') {
        open_class();
      } else if (c == '(') {
        open_group();
      } else if (c == '^' || c == '$') {
        refuse(std::string(1, c));
      } else {
        copy(1);
      }
    }
    return std::move(out_);
  }

 private:
  [[noreturn]] void refuse(std::string_view what) const {
    throw core::data_error(
        core::format("split pattern '{}': '{}' at character {} is not supported", in_, what, at_ + 1),
        "supported: literals, classes, general categories, \\s \\d \\r \\n \\t, groups, (?i:), "
        "lookahead and quantifiers");
  }

  void copy(size_t count) {
    out_.append(in_, at_, count);
    at_ += count;
  }

  void open_class() {
    in_class_ = true;
    copy(1);
    if (at_ < in_.size() && in_[at_] == '^') copy(1);
    if (at_ < in_.size() && in_[at_] == ']') refuse("[]");
  }

  void class_character(char c) {
    if (c == '[') refuse("[ inside a class");
    if (in_.substr(at_, 2) == "&&") refuse("&&");
    if (c == ']') in_class_ = false;
    copy(1);
  }

  void open_group() {
    if (in_.substr(at_, 2) != "(?") return copy(1);
    for (const std::string_view group : {"(?:", "(?=", "(?!", "(?<=", "(?<!", "(?>", "(?i:"}) {
      if (in_.substr(at_, group.size()) == group) return copy(group.size());
    }
    refuse(in_.substr(at_, 4));
  }

  void escape() {
    if (at_ + 1 >= in_.size()) refuse("\\");
    const char c = in_[at_ + 1];
    if (c == 's' || c == 'S') {
      if (in_class_ && c == 'S') refuse("\\S inside a class");
      if (!in_class_) out_ += c == 's' ? "[" : "[^";
      out_ += kSpace;
      if (!in_class_) out_ += ']';
      at_ += 2;
    } else if (c == 'p' || c == 'P') {
      category();
    } else if (std::string_view("dDrnt").find(c) != std::string_view::npos ||
               std::ispunct(static_cast<unsigned char>(c)) != 0) {
      copy(2);
    } else {
      refuse(in_.substr(at_, 2));
    }
  }

  // \p{L}, \p{Nd}, \p{^Lu}. Scripts and other properties mean different sets in the two engines.
  void category() {
    const size_t close = in_.find('}', at_);
    if (at_ + 2 >= in_.size() || in_[at_ + 2] != '{' || close == std::string_view::npos) refuse(in_.substr(at_, 3));
    std::string_view name = in_.substr(at_ + 3, close - at_ - 3);
    if (!name.empty() && name.front() == '^') name.remove_prefix(1);
    const bool known =
        !name.empty() && name.size() <= 2 && std::string_view("LMNPSZC").find(name[0]) != std::string_view::npos;
    if (!known) refuse(in_.substr(at_, close + 1 - at_));
    copy(close + 1 - at_);
  }

  std::string_view in_;
  size_t at_ = 0;
  bool in_class_ = false;
  std::string out_;
};

}  // namespace

std::string to_pcre2_pattern(std::string_view pattern) {
  return Translator(pattern).run();
}

}  // namespace chat
