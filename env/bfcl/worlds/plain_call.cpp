#include "env/bfcl/worlds/plain_call.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>

#include "core/plain_text.h"
#include "core/utf8.h"

namespace env::bfcl {
namespace {

using core::Value;

// Longer texts may use up the evaluator's budget (call_evaluator.cpp).
constexpr size_t kPlainText = 16384;
constexpr int kPlainDepth = 16;
// Digits that always fit into int64.
constexpr size_t kPlainDigits = 18;

// Where the arguments of any method go. Each gives the place of a value; nullptr where it may not be.
class Collected {
 public:
  explicit Collected(CallArguments& arguments) : arguments_(arguments) {}

  std::string_view likely_keyword() const { return {}; }
  Value* positional() {
    return arguments_.keywords.empty() ? &arguments_.positional.emplace_back() : nullptr;  // they come first
  }
  Value* keyword(std::string_view name) {
    const bool repeated = std::any_of(arguments_.keywords.begin(), arguments_.keywords.end(),
                                      [&](const auto& keyword) { return keyword.first == name; });
    return repeated ? nullptr : &arguments_.keywords.emplace_back(name, Value()).second;
  }

 private:
  CallArguments& arguments_;
};

// Where the arguments of one method go: one value a parameter.
class Bound {
 public:
  Bound(const std::vector<Parameter>& parameters, std::span<Value> values) : parameters_(parameters), values_(values) {}

  // Keywords nearly always come in the order of the signature.
  std::string_view likely_keyword() const {
    return next_ < parameters_.size() ? std::string_view(parameters_[next_].name) : std::string_view();
  }
  Value* positional() { return has_keywords_ ? nullptr : take(next_++); }
  Value* keyword(std::string_view name) {
    has_keywords_ = true;
    if (name.data() == likely_keyword().data()) return take(next_++);
    for (size_t i = 0; i < parameters_.size(); ++i) {
      if (parameters_[i].name == name) return take(i);
    }
    return nullptr;
  }
  // False where an argument is missing.
  bool fill_in() {
    for (size_t i = 0; i < parameters_.size(); ++i) {
      if ((given_ >> i & 1U) != 0) continue;
      if (!parameters_[i].default_value) return false;
      values_[i] = *parameters_[i].default_value;
    }
    return true;
  }

 private:
  Value* take(size_t i) {
    const uint64_t bit = i < 64 ? uint64_t{1} << i : 0;
    if (i >= parameters_.size() || (given_ & bit) != 0) return nullptr;
    given_ |= bit;
    return &values_[i];
  }

  const std::vector<Parameter>& parameters_;
  std::span<Value> values_;
  size_t next_ = 0;
  uint64_t given_ = 0;  // a bit for every parameter
  bool has_keywords_ = false;
};

// Every function returns false where the text is not plain, and then nothing it has written counts.
class PlainReader {
 public:
  explicit PlainReader(std::string_view text, size_t at = 0) : text_(text), at_(at) {}

  // Empty where there is none.
  std::string_view name() {
    const size_t begin = at_;
    if (!starts_name(peek())) return {};
    while (continues_name(peek())) ++at_;
    return text_.substr(begin, at_ - begin);
  }

  // The arguments of a call, after its name.
  template <class Target>
  bool arguments(Target& target) {
    if (!accept('(')) return false;
    if (accept(')')) return at_ == text_.size();
    do {
      if (!argument(target)) return false;
    } while (accept(','));
    return accept(')') && at_ == text_.size();
  }

 private:
  static constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
  static constexpr bool starts_name(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
  static bool continues_name(char c) {
    static constexpr std::array<bool, 256> kContinues = [] {
      std::array<bool, 256> table{};
      for (size_t i = 0; i < 128; ++i) table[i] = starts_name(static_cast<char>(i)) || is_digit(static_cast<char>(i));
      return table;
    }();
    return kContinues[static_cast<unsigned char>(c)];
  }
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

  template <class Target>
  bool argument(Target& target) {
    skip_spaces();
    const std::string_view key = keyword(target.likely_keyword());
    Value* const place = key.empty() ? target.positional() : target.keyword(key);
    return place != nullptr && value(*place, 0);
  }

  // The name before an equals sign, which goes with it; empty where there is none. The likely one itself where it is
  // that one.
  std::string_view keyword(std::string_view likely) {
    const std::string_view rest = text_.substr(at_);
    if (!likely.empty() && rest.size() > likely.size() && rest[likely.size()] == '=' &&
        std::memcmp(rest.data(), likely.data(), likely.size()) == 0) {
      at_ += likely.size() + 1;
      return likely;
    }
    const size_t begin = at_;
    const std::string_view key = name();
    if (!key.empty() && accept('=')) return key;
    at_ = begin;
    return {};
  }

  bool value(Value& out, int depth) {
    skip_spaces();
    switch (peek()) {
      case '\'':
      case '"':
        return string(out);
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

  // Without line ends, escaped at most by one character. A parenthesis may be what the rewriter takes for a call.
  bool string(Value& out) {
    const char quote = text_[at_++];
    const std::string_view rest = text_.substr(at_);
    const size_t plain = core::plain_prefix(rest, {quote, '\\', '('});
    if (plain == rest.size() || rest[plain] != quote) return special_string(out, quote);
    out.set_text(rest.substr(0, plain));
    at_ += plain + 1;
    return true;
  }

  // One with escapes, or beyond ASCII.
  bool special_string(Value& out, char quote) {
    const size_t start = at_;
    size_t begin = at_;
    std::string unescaped;
    while (true) {
      at_ += core::plain_prefix(text_.substr(at_), {quote, '\\', '('});
      const char c = peek();
      if (c == quote) break;
      if (static_cast<unsigned char>(c) >= 0x80) {
        ++at_;
        continue;
      }
      if (c != '\\') return false;
      unescaped += text_.substr(begin, at_++ - begin);
      if (!escape(unescaped)) return false;
      begin = at_;
    }
    if (!is_valid_text(text_.substr(start, at_ - start))) return false;
    unescaped += text_.substr(begin, at_++ - begin);
    out = std::move(unescaped);
    return true;
  }

  // ASCII, or UTF-8 without surrogates.
  static bool is_valid_text(std::string_view text) {
    const auto is_ascii = [](char c) { return static_cast<unsigned char>(c) < 0x80; };
    if (std::all_of(text.begin(), text.end(), is_ascii)) return true;
    for (size_t at = 0; at < text.size();) {
      const char32_t c = core::next_code_point(text, at);
      if (c >= 0xd800 && c <= 0xdfff) return false;  // or an invalid byte
    }
    return true;
  }

  // \u2019
  bool unicode_escape(std::string& out) {
    constexpr size_t kDigits = 4;
    const std::string_view digits = text_.substr(++at_, kDigits);
    unsigned c = 0;
    const auto [stop, error] = std::from_chars(digits.data(), digits.data() + digits.size(), c, 16);
    if (digits.size() < kDigits || error != std::errc() || stop != digits.data() + kDigits) return false;
    if (c >= 0xd800 && c <= 0xdfff) return false;
    core::append_utf8(out, c);
    at_ += kDigits;
    return true;
  }

  // What follows a backslash.
  bool escape(std::string& out) {
    constexpr std::string_view kNames = "\\'\"nt";
    constexpr std::string_view kMeanings = "\\'\"\n\t";
    if (peek() == 'u') return unicode_escape(out);
    const size_t which = peek() == '\0' ? std::string_view::npos : kNames.find(peek());
    if (which == std::string_view::npos) return false;
    out += kMeanings[which];
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
    constexpr size_t kFew = 4;
    core::List items;
    if (!accept(']')) {
      items.reserve(kFew);
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
        Value key;
        Value item;
        if ((peek() != '\'' && peek() != '"') || !string(key) || !accept(':') || !value(item, depth + 1)) return false;
        items.set(std::move(key), std::move(item));
      } while (accept(','));
      if (!accept('}')) return false;
    }
    out = std::move(items);
    return true;
  }

  std::string_view text_;
  size_t at_;
};

}  // namespace

std::optional<PlainCall> parse_plain_call(std::string_view text) {
  if (text.size() > kPlainText) return std::nullopt;
  PlainReader reader(text);
  std::optional<PlainCall> call(std::in_place);
  call->name = reader.name();
  Collected collected(call->arguments);
  if (call->name.empty() || !reader.arguments(collected)) return std::nullopt;
  return call;
}

bool bind_plain_call(std::string_view text, const Method& method, std::span<Value> values) {
  if (text.size() > kPlainText) return false;
  PlainReader reader(text, method.name.size());
  Bound bound(method.parameters, values);
  return reader.arguments(bound) && bound.fill_in();
}

}  // namespace env::bfcl
