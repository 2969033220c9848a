#include "env/bfcl/worlds/plain_call.h"

#include <algorithm>
#include <charconv>

namespace env::bfcl {
namespace {

using core::Value;

// Longer texts may use up the evaluator's budget (call_evaluator.cpp).
constexpr size_t kPlainText = 4096;
constexpr int kPlainDepth = 16;
// Digits that always fit into int64.
constexpr size_t kPlainDigits = 18;

// Every function returns false where the text is not plain, and then nothing it has written counts.
class PlainReader {
 public:
  explicit PlainReader(std::string_view text) : text_(text) {}

  bool call(PlainCall& out) {
    out.name = name();
    if (out.name.empty() || !accept('(')) return false;
    if (accept(')')) return at_ == text_.size();
    do {
      if (!argument(out.arguments)) return false;
    } while (accept(','));
    return accept(')') && at_ == text_.size();
  }

 private:
  static bool is_digit(char c) { return c >= '0' && c <= '9'; }
  static bool starts_name(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
  static bool continues_name(char c) { return starts_name(c) || is_digit(c); }
  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }

  void skip_spaces() {
    while (peek() == ' ') ++at_;
  }

  bool accept(char c) {
    skip_spaces();
    if (peek() != c) return false;
    ++at_;
    return true;
  }

  // Empty where there is none.
  std::string_view name() {
    const size_t begin = at_;
    if (!starts_name(peek())) return {};
    while (continues_name(peek())) ++at_;
    return text_.substr(begin, at_ - begin);
  }

  bool argument(CallArguments& out) {
    skip_spaces();
    const size_t begin = at_;
    const std::string_view key = name();
    if (key.empty() || !accept('=')) {
      at_ = begin;
      // Positional ones come first.
      return out.keywords.empty() && value(out.positional.emplace_back(), 0);
    }
    const bool repeated = std::any_of(out.keywords.begin(), out.keywords.end(),
                                      [&](const auto& keyword) { return keyword.first == key; });
    return !repeated && value(out.keywords.emplace_back(key, Value()).second, 0);
  }

  bool value(Value& out, int depth) {
    skip_spaces();
    switch (peek()) {
      case '\'':
      case '"': {
        std::string text;
        if (!string(text)) return false;
        out = std::move(text);
        return true;
      }
      case '[':
        return depth < kPlainDepth && list(out, depth);
      case '{':
        return depth < kPlainDepth && dict(out, depth);
      case '-':
        return number(out);
      default:
        return is_digit(peek()) ? number(out) : word(out);
    }
  }

  // Without escapes and line ends, in ASCII. A parenthesis may be what the rewriter takes for a call.
  bool string(std::string& out) {
    const char quote = text_[at_++];
    const size_t begin = at_;
    const auto is_plain = [quote](char c) { return c >= ' ' && c < 0x7f && c != '\\' && c != '(' && c != quote; };
    while (is_plain(peek())) ++at_;
    if (peek() != quote) return false;
    out = text_.substr(begin, at_ - begin);
    ++at_;
    return true;
  }

  bool number(Value& out) {
    const size_t begin = at_;
    if (peek() == '-') ++at_;
    const size_t whole = digits();
    // A leading 0 is Python's fault or another notation.
    if (whole == 0 || whole > kPlainDigits || (whole > 1 && text_[at_ - whole] == '0')) return false;
    const bool real = peek() == '.';
    if (real) {
      ++at_;
      if (digits() == 0) return false;
    }
    if (continues_name(peek()) || peek() == '.') return false;
    const char* end = text_.data() + at_;
    if (real) {
      double parsed = 0;
      const auto [stop, error] = std::from_chars(text_.data() + begin, end, parsed);
      out = parsed;
      return error == std::errc() && stop == end;
    }
    int64_t parsed = 0;
    const auto [stop, error] = std::from_chars(text_.data() + begin, end, parsed);
    out = parsed;
    return error == std::errc() && stop == end;
  }

  size_t digits() {
    const size_t begin = at_;
    while (is_digit(peek())) ++at_;
    return at_ - begin;
  }

  bool word(Value& out) {
    const std::string_view text = name();
    if (text == "True" || text == "False") {
      out = text == "True";
    } else if (text == "None") {
      out = nullptr;
    } else {
      return false;
    }
    return true;
  }

  bool list(Value& out, int depth) {
    ++at_;
    core::List items;
    if (!accept(']')) {
      do {
        if (!value(items.emplace_back(), depth + 1)) return false;
      } while (accept(','));
      if (!accept(']')) return false;
    }
    out = std::move(items);
    return true;
  }

  bool dict(Value& out, int depth) {
    ++at_;
    core::Dict items;
    if (!accept('}')) {
      do {
        skip_spaces();
        std::string key;
        Value item;
        if ((peek() != '\'' && peek() != '"') || !string(key) || !accept(':') || !value(item, depth + 1)) return false;
        items.set(Value(std::move(key)), std::move(item));
      } while (accept(','));
      if (!accept('}')) return false;
    }
    out = std::move(items);
    return true;
  }

  std::string_view text_;
  size_t at_ = 0;
};

}  // namespace

std::optional<PlainCall> parse_plain_call(std::string_view text) {
  std::optional<PlainCall> call;
  if (text.size() > kPlainText || !PlainReader(text).call(call.emplace())) return std::nullopt;
  return call;
}

}  // namespace env::bfcl
