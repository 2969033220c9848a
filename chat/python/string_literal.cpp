#include "chat/python/string_literal.h"

#include <optional>

#include "chat/python/token.h"
#include "chat/python/unicode.h"
#include "core/utf8.h"

namespace chat::python {
namespace {

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

class Unescaper {
 public:
  Unescaper(std::string_view body, size_t offset, bool is_bytes) : body_(body), offset_(offset), is_bytes_(is_bytes) {}

  std::string run() {
    for (;;) {
      const size_t slash = body_.find('\\', at_);
      out_ += body_.substr(at_, slash - at_);
      if (slash == std::string_view::npos) return std::move(out_);
      at_ = slash + 1;
      escape();
    }
  }

 private:
  char peek() const { return at_ < body_.size() ? body_[at_] : '\0'; }

  void put(char32_t c) {
    if (is_bytes_) {
      out_ += static_cast<char>(c);
    } else {
      core::append_utf8(out_, c);
    }
  }

  void escape() {
    if (at_ == body_.size()) {  // only in f-strings: a backslash before a brace
      out_ += '\\';
      return;
    }
    const char c = peek();
    ++at_;
    switch (c) {
      case '\n':
        return;
      case '\\':
      case '\'':
      case '"':
        out_ += c;
        return;
      case 'a':
        out_ += '\a';
        return;
      case 'b':
        out_ += '\b';
        return;
      case 'f':
        out_ += '\f';
        return;
      case 'n':
        out_ += '\n';
        return;
      case 'r':
        out_ += '\r';
        return;
      case 't':
        out_ += '\t';
        return;
      case 'v':
        out_ += '\v';
        return;
      case 'x':
        return put(hex(2));
      default:
        break;
    }
    if (c >= '0' && c <= '7') {
      --at_;
      put(octal());
    } else if (!is_bytes_ && c == 'u') {
      put(hex(4));
    } else if (!is_bytes_ && c == 'U') {
      put(hex(8));
    } else if (!is_bytes_ && c == 'N') {
      put(named());
    } else {
      out_ += {'\\', c};
    }
  }

  char32_t octal() {
    char32_t value = 0;
    for (int i = 0; i < 3 && peek() >= '0' && peek() <= '7'; ++i, ++at_) {
      value = value * 8 + static_cast<char32_t>(peek() - '0');
    }
    return is_bytes_ ? value & 0xFFU : value;
  }

  char32_t hex(int digits) {
    char32_t value = 0;
    for (int i = 0; i < digits; ++i, ++at_) {
      const int digit = hex_digit(peek());
      if (digit < 0) fail("truncated escape", offset_ + at_);
      value = value * 16 + static_cast<char32_t>(digit);
    }
    if (value > 0x10FFFF) fail("escape beyond the last character", offset_ + at_);
    return value;
  }

  char32_t named() {
    const size_t close = peek() == '{' ? body_.find('}', at_) : std::string_view::npos;
    if (close == std::string_view::npos) fail("malformed \\N escape", offset_ + at_);
    const std::optional<char32_t> c = character_by_name(body_.substr(at_ + 1, close - at_ - 1));
    if (!c) fail("unknown character name", offset_ + at_);
    at_ = close + 1;
    return *c;
  }

  std::string_view body_;
  size_t offset_;
  bool is_bytes_;
  size_t at_ = 0;
  std::string out_;
};

}  // namespace

StringToken split_string_token(std::string_view token, size_t offset) {
  StringToken out;
  out.is_u = token.front() == 'u';
  size_t at = 0;
  for (; token[at] != '"' && token[at] != '\''; ++at) {
    const char c = static_cast<char>(token[at] | 0x20);
    out.is_raw = out.is_raw || c == 'r';
    out.is_bytes = out.is_bytes || c == 'b';
    out.is_format = out.is_format || c == 'f';
  }
  const bool triple = token.size() >= at + 6 && token[at + 1] == token[at] && token[at + 2] == token[at];
  const size_t quotes = triple ? 3 : 1;
  out.body = token.substr(at + quotes, token.size() - at - 2 * quotes);
  out.offset = offset + at + quotes;
  return out;
}

std::string decode_escapes(std::string_view body, size_t offset) {
  return Unescaper(body, offset, false).run();
}

std::string decode_string(const StringToken& token) {
  if (token.is_bytes) {
    for (const char c : token.body) {
      if ((c & 0x80) != 0) fail("bytes literals hold ASCII only", token.offset);
    }
  }
  if (token.is_raw) return std::string(token.body);
  return Unescaper(token.body, token.offset, token.is_bytes).run();
}

}  // namespace chat::python
