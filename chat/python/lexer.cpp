#include <array>
#include <utility>

#include "chat/python/number.h"
#include "chat/python/token.h"
#include "chat/python/unicode.h"

namespace chat::python {
namespace {

constexpr std::array<std::pair<std::string_view, Tok>, 35> kKeywords = {{
    {"False", Tok::kw_false}, {"None", Tok::kw_none},   {"True", Tok::kw_true},     {"and", Tok::kw_and},
    {"async", Tok::kw_async}, {"await", Tok::kw_await}, {"else", Tok::kw_else},     {"for", Tok::kw_for},
    {"from", Tok::kw_from},   {"if", Tok::kw_if},       {"in", Tok::kw_in},         {"is", Tok::kw_is},
    {"not", Tok::kw_not},     {"or", Tok::kw_or},       {"lambda", Tok::kw_lambda}, {"yield", Tok::kw_yield},
    {"as", Tok::other},       {"assert", Tok::other},   {"break", Tok::other},      {"class", Tok::other},
    {"continue", Tok::other}, {"def", Tok::other},      {"del", Tok::other},        {"elif", Tok::other},
    {"except", Tok::other},   {"finally", Tok::other},  {"global", Tok::other},     {"import", Tok::other},
    {"nonlocal", Tok::other}, {"pass", Tok::other},     {"raise", Tok::other},      {"return", Tok::other},
    {"try", Tok::other},      {"while", Tok::other},    {"with", Tok::other},
}};

// Longest first.
constexpr std::array<std::pair<std::string_view, Tok>, 47> kOperators = {{
    {"...", Tok::ellipsis},
    {"**=", Tok::other},
    {"//=", Tok::other},
    {">>=", Tok::other},
    {"<<=", Tok::other},
    {"**", Tok::double_star},
    {"//", Tok::double_slash},
    {"<<", Tok::left_shift},
    {">>", Tok::right_shift},
    {"==", Tok::equal},
    {"!=", Tok::not_equal},
    {"<=", Tok::less_equal},
    {">=", Tok::greater_equal},
    {":=", Tok::walrus},
    {"<>", Tok::other},
    {"->", Tok::other},
    {"+=", Tok::other},
    {"-=", Tok::other},
    {"*=", Tok::other},
    {"/=", Tok::other},
    {"%=", Tok::other},
    {"&=", Tok::other},
    {"|=", Tok::other},
    {"^=", Tok::other},
    {"@=", Tok::other},
    {"(", Tok::left_paren},
    {")", Tok::right_paren},
    {"[", Tok::left_bracket},
    {"]", Tok::right_bracket},
    {"{", Tok::left_brace},
    {"}", Tok::right_brace},
    {",", Tok::comma},
    {":", Tok::colon},
    {".", Tok::dot},
    {"=", Tok::assign},
    {"+", Tok::plus},
    {"-", Tok::minus},
    {"*", Tok::star},
    {"/", Tok::slash},
    {"%", Tok::percent},
    {"@", Tok::at},
    {"&", Tok::ampersand},
    {"^", Tok::caret},
    {"|", Tok::bar},
    {"~", Tok::tilde},
    {"<", Tok::less},
    {">", Tok::greater},
}};

bool is_identifier_byte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || (c & 0x80) != 0;
}

class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_(text) {
    tokens_.reserve(text.size() / 3 + 8);  // more only where names and values are short
  }

  std::vector<Token> run() {
    line_start();
    while (!at_end()) step();
    if (!open_.empty()) fail("a bracket was never closed", open_.back().second);
    add(Tok::end, at_, at_);
    return std::move(tokens_);
  }

 private:
  bool at_end() const { return at_ >= text_.size(); }
  char peek(size_t ahead = 0) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }
  void add(Tok kind, size_t begin, size_t end) { tokens_.push_back({kind, begin, end}); }

  void step() {
    const char c = peek();
    if (c == ' ' || c == '\t' || c == '\f') {
      ++at_;
    } else if (c == '#') {
      skip_comment();
    } else if (c == '\n') {
      ++at_;
      if (!open_.empty()) return;
      add(Tok::newline, at_ - 1, at_);
      line_start();
    } else if (c == '\\') {
      continuation();
    } else if (is_digit(c) || (c == '.' && is_digit(peek(1)))) {
      const size_t begin = at_;
      at_ = scan_number(text_, begin);
      add(Tok::number, begin, at_);
    } else if (c == '"' || c == '\'') {
      string(at_);
    } else if (is_identifier_byte(c)) {
      word();
    } else {
      operator_token();
    }
  }

  void skip_comment() {
    while (!at_end() && peek() != '\n') ++at_;
  }

  // A backslash joins lines; something must follow on the next one.
  void continuation() {
    if (peek(1) != '\n') fail("unexpected character after the line continuation", at_ + 1);
    at_ += 2;
    if (at_end()) fail("unexpected end of the text", at_);
  }

  // Skips blank lines and comments. An expression must not be indented.
  void line_start() {
    for (;;) {
      int column = 0;
      int continued_column = 0;
      for (;; ++at_) {
        const char c = peek();
        if (c == ' ' || c == '\t') {
          ++column;
        } else if (c == '\f') {
          column = 0;
        } else if (c == '\\') {
          if (continued_column == 0) continued_column = column;
          continuation();
          --at_;
        } else {
          break;
        }
      }
      if (peek() == '#') {
        skip_comment();
      } else if (peek() != '\n' || at_end()) {
        if (continued_column != 0 || column != 0) fail("unexpected indent", at_);
        return;
      }
      if (at_end()) return;
      ++at_;
    }
  }

  void word() {
    const size_t begin = at_;
    bool b = false, f = false, r = false, u = false;
    for (;;) {  // a string prefix?
      const char c = static_cast<char>(peek() | 0x20);
      if (c == 'b' && !b && !u && !f) {
        b = true;
      } else if (c == 'u' && !b && !u && !r && !f) {
        u = true;
      } else if (c == 'r' && !r && !u) {
        r = true;
      } else if (c == 'f' && !f && !b && !u) {
        f = true;
      } else {
        break;
      }
      ++at_;
      if (peek() == '"' || peek() == '\'') return string(begin);
    }
    bool ascii = true;
    for (; !at_end() && is_identifier_byte(peek()); ++at_) ascii = ascii && (peek() & 0x80) == 0;
    const std::string_view text = text_.substr(begin, at_ - begin);
    if (!ascii && !is_identifier(text)) fail("invalid character in a name", begin);
    for (const auto& [keyword, kind] : kKeywords) {
      if (keyword.front() == text.front() && keyword == text) return add(kind, begin, at_);
    }
    add(Tok::name, begin, at_);
  }

  // `at_` is at the opening quote.
  void string(size_t begin) {
    const char quote = peek();
    const bool triple = peek(1) == quote && peek(2) == quote;
    const size_t size = triple ? 3 : 1;
    at_ += size;
    size_t closing = 0;
    while (closing != size) {
      if (at_end() || (!triple && peek() == '\n')) fail("unterminated string literal", begin);
      const char c = peek();
      ++at_;
      if (c == quote) {
        ++closing;
      } else {
        closing = 0;
        if (c == '\\') {
          if (at_end()) fail("unterminated string literal", begin);
          ++at_;
        }
      }
    }
    add(Tok::string, begin, at_);
  }

  void operator_token() {
    for (const auto& [text, kind] : kOperators) {
      if (text.front() != peek() || text_.substr(at_, text.size()) != text) continue;
      track_brackets(kind);
      add(kind, at_, at_ + text.size());
      at_ += text.size();
      return;
    }
    fail("invalid character", at_);
  }

  void track_brackets(Tok kind) {
    if (kind == Tok::left_paren || kind == Tok::left_bracket || kind == Tok::left_brace) {
      if (open_.size() >= kMaxBrackets) fail("too many nested brackets", at_);
      open_.emplace_back(kind, at_);
      return;
    }
    if (kind != Tok::right_paren && kind != Tok::right_bracket && kind != Tok::right_brace) return;
    // Each closing kind follows its opening kind in the enumeration.
    if (open_.empty()) fail("unmatched closing bracket", at_);
    if (static_cast<int>(open_.back().first) + 1 != static_cast<int>(kind))
      fail("closing bracket of another kind", at_);
    open_.pop_back();
  }

  std::string_view text_;
  size_t at_ = 0;
  std::vector<Token> tokens_;
  std::vector<std::pair<Tok, size_t>> open_;
};

}  // namespace

void fail(std::string message, size_t offset) {
  throw Failure{{"SyntaxError", std::move(message), offset}};
}

std::vector<Token> tokenize(std::string_view text) {
  return Lexer(text).run();
}

}  // namespace chat::python
