// json.loads: recursive descent over a pointer, strings scanned in runs.
#include <array>
#include <charconv>
#include <cstring>
#include <limits>

#include "core/error.h"
#include "core/json.h"
#include "core/plain_text.h"
#include "core/utf8.h"

namespace core {
namespace {

constexpr int kMaxDepth = 500;

class JsonParser {
 public:
  explicit JsonParser(std::string_view text) : text_(text) {}

  Value parse() {
    skip_space();
    Value value;
    parse_value(value, 0);
    skip_space();
    if (at_ < text_.size()) throw error("extra text after the value");
    return value;
  }

 private:
  Error error(std::string_view what) const {
    size_t line = 1;
    size_t start = 0;
    for (size_t i = 0; i < at_ && i < text_.size(); ++i) {
      if (text_[i] == '\n') {
        ++line;
        start = i + 1;
      }
    }
    return data_error(format("line {} column {}: {}", line, at_ - start + 1, what));
  }

  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }

  void skip_space() {
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c != ' ' && c != '\n' && c != '\t' && c != '\r') return;
      ++at_;
    }
  }

  bool take(std::string_view word) {
    if (text_.substr(at_, word.size()) != word) return false;
    at_ += word.size();
    return true;
  }

  // `out` is None.
  void parse_value(Value& out, int depth) {
    if (depth > kMaxDepth) throw error(format("nested deeper than {} levels", kMaxDepth));
    if (at_ >= text_.size()) throw error("the text ends where a value should stand");
    switch (text_[at_]) {
      case '{':
        return parse_object(out.make_dict(), depth);
      case '[':
        return parse_array(out.make_list(), depth);
      case '"':
        return parse_string_value(out);
      case '-':
        out = take("-Infinity") ? Value(-std::numeric_limits<double>::infinity()) : parse_number();
        return;
      default:
        out = is_digit(text_[at_]) ? parse_number() : parse_word();
    }
  }

  Value parse_word() {
    if (take("true")) return true;
    if (take("false")) return false;
    if (take("null")) return nullptr;
    if (take("NaN")) return std::numeric_limits<double>::quiet_NaN();
    if (take("Infinity")) return std::numeric_limits<double>::infinity();
    throw error("expected a value");
  }

  void parse_object(Dict& dict, int depth) {
    ++at_;
    skip_space();
    if (peek() == '}') {
      ++at_;
      return;
    }
    std::string unescaped;
    do {
      if (peek() != '"') throw error("expected a property name in double quotes");
      const std::string_view key = parse_string(unescaped);
      skip_space();
      if (peek() != ':') throw error("expected `:` after a property name");
      ++at_;
      skip_space();
      Value& value = dict[key];
      value = nullptr;  // of a key that is repeated, the last value counts
      parse_value(value, depth + 1);
    } while (next_item('}'));
  }

  void parse_array(List& list, int depth) {
    ++at_;
    skip_space();
    if (peek() == ']') {
      ++at_;
      return;
    }
    do {
      parse_value(list.emplace_back(), depth + 1);
    } while (next_item(']'));
  }

  // After an item: true at a comma (moved to the next item), false at the closing bracket (moved past it).
  bool next_item(char close) {
    skip_space();
    const char c = peek();
    if (c != ',' && c != close) throw error(format("expected `,` or `{}`", std::string(1, close)));
    ++at_;
    skip_space();
    return c == ',';
  }

  static bool is_digit(char c) { return c >= '0' && c <= '9'; }

  void skip_digits() {
    while (is_digit(peek())) ++at_;
  }

  Value parse_number() {
    const size_t start = at_;
    if (peek() == '-') ++at_;
    if (!is_digit(peek())) throw error("expected a digit");
    if (peek() == '0') {
      ++at_;  // no leading zeros: "01" ends here, and the 1 is extra text
    } else {
      skip_digits();
    }
    bool real = false;
    if (peek() == '.' && at_ + 1 < text_.size() && is_digit(text_[at_ + 1])) {
      real = true;
      ++at_;
      skip_digits();
    }
    if (peek() == 'e' || peek() == 'E') {
      const size_t sign = at_ + 1 < text_.size() && (text_[at_ + 1] == '+' || text_[at_ + 1] == '-') ? 1 : 0;
      if (at_ + 1 + sign < text_.size() && is_digit(text_[at_ + 1 + sign])) {
        real = true;
        at_ += 1 + sign;
        skip_digits();
      }
    }
    return number_value(text_.substr(start, at_ - start), real);
  }

  static Value number_value(std::string_view text, bool real) {
    const char* end = text.data() + text.size();
    if (!real) {
      int64_t integer = 0;
      if (std::from_chars(text.data(), end, integer).ec == std::errc()) return integer;
      return BigInt{std::string(text)};
    }
    double value = 0;
    if (std::from_chars(text.data(), end, value).ec == std::errc()) return value;
    return std::strtod(std::string(text).c_str(), nullptr);  // out of range: 0 or infinity, as in Python
  }

  void parse_string_value(Value& out) {
    std::string unescaped;
    const std::string_view text = parse_string(unescaped);
    if (text.data() == unescaped.data()) {
      out = std::move(unescaped);
    } else {
      out.set_text(text);
    }
  }

  // A part of the text, or where that has escapes, `unescaped`.
  std::string_view parse_string(std::string& unescaped) {
    ++at_;
    size_t start = at_;
    skip_plain();
    if (peek() == '"') return text_.substr(start, at_++ - start);
    unescaped.clear();
    while (true) {
      unescaped.append(text_, start, at_ - start);
      if (at_ >= text_.size()) throw error("the text ends inside a string");
      if (text_[at_] == '"') {
        ++at_;
        return unescaped;
      }
      if (text_[at_] != '\\') throw error("raw control character in a string");
      ++at_;
      parse_escape(unescaped);
      start = at_;
      skip_plain();
    }
  }

  // To the next quote, backslash or control character.
  void skip_plain() {
    at_ += plain_prefix(text_.substr(at_), Stops{'"', '\\'});
    while (at_ < text_.size() && text_[at_] != '"' && text_[at_] != '\\' &&
           static_cast<unsigned char>(text_[at_]) >= 0x20) {
      ++at_;
    }
  }

  void parse_escape(std::string& out) {
    constexpr std::string_view kNames = "\"\\/bfnrt";
    constexpr std::string_view kMeanings = "\"\\/\b\f\n\r\t";
    const char c = peek();
    ++at_;
    if (c == 'u') {
      append_utf8(out, parse_unicode_escape());
      return;
    }
    const size_t which = kNames.find(c);
    if (c == '\0' || which == std::string_view::npos) {
      --at_;
      throw error("unknown escape in a string");
    }
    out += kMeanings[which];
  }

  char32_t parse_unicode_escape() {
    const char32_t first = parse_hex4();
    if (first < 0xd800 || first > 0xdbff || text_.substr(at_, 2) != "\\u") return first;
    const size_t before = at_;
    at_ += 2;
    const char32_t second = parse_hex4();
    if (second >= 0xdc00 && second <= 0xdfff) return 0x10000 + ((first - 0xd800) << 10U) + (second - 0xdc00);
    at_ = before;
    return first;
  }

  char32_t parse_hex4() {
    char32_t value = 0;
    for (int i = 0; i < 4; ++i, ++at_) {
      const char c = peek();
      uint32_t digit = 0;
      if (is_digit(c)) {
        digit = static_cast<uint32_t>(c - '0');
      } else if (c >= 'a' && c <= 'f') {
        digit = static_cast<uint32_t>(c - 'a' + 10);
      } else if (c >= 'A' && c <= 'F') {
        digit = static_cast<uint32_t>(c - 'A' + 10);
      } else {
        throw error("expected four hexadecimal digits after \\u");
      }
      value = value * 16 + digit;
    }
    return value;
  }

  std::string_view text_;
  size_t at_ = 0;
};

}  // namespace

Value parse_json(std::string_view text) {
  return JsonParser(text).parse();
}

}  // namespace core
