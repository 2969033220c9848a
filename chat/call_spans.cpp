#include "chat/call_spans.h"

#include <cctype>
#include <utility>

namespace chat {

namespace {

constexpr size_t kBad = std::string_view::npos;

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}
bool is_name_start(char c) {
  return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '_' || (c & 0x80) != 0;
}
bool is_name_part(char c) {
  return is_name_start(c) || std::isdigit(static_cast<unsigned char>(c)) != 0;
}

// A cursor over the text that cuts it into pieces; neighbours of one kind are joined.
class Cutter {
 public:
  explicit Cutter(std::string_view text) : text_(text) {}

  size_t position() const { return at_; }
  bool at_end() const { return at_ == text_.size(); }
  char peek() const { return at_end() ? '\0' : text_[at_]; }
  std::string_view text() const { return text_; }

  void take(size_t end, SpanKind kind) {
    if (end == at_) return;
    if (!pieces_.empty() && pieces_.back().kind == kind) {
      pieces_.back().text += text_.substr(at_, end - at_);
    } else {
      pieces_.push_back({std::string(text_.substr(at_, end - at_)), kind});
    }
    at_ = end;
  }
  void space() {
    size_t end = at_;
    while (end < text_.size() && is_space(text_[end])) ++end;
    take(end, SpanKind::call_syntax);
  }
  // White space, then the character, then white space; false where another character stands there.
  bool syntax(char c) {
    space();
    if (peek() != c || at_end()) return false;
    take(at_ + 1, SpanKind::call_syntax);
    space();
    return true;
  }
  std::vector<Piece> pieces() { return std::move(pieces_); }

 private:
  std::string_view text_;
  size_t at_ = 0;
  std::vector<Piece> pieces_;
};

// End of the string literal that starts at `at` with the quote; kBad where it is not closed.
size_t string_end(std::string_view text, size_t at) {
  const char quote = text[at];
  const bool triple = quote != '\0' && text.substr(at, 3) == std::string(3, quote);
  size_t i = at + (triple ? 3 : 1);
  for (; i < text.size(); ++i) {
    if (text[i] == '\\') {
      ++i;
    } else if (text[i] == quote) {
      if (!triple) return i + 1;
      if (text.substr(i, 3) == std::string(3, quote)) return i + 3;
    }
  }
  return kBad;
}

// End of a value that starts at `at`: the first `,` or closing bracket at its own level. Brackets must balance.
size_t value_end(std::string_view text, size_t at, std::string_view quotes) {
  std::string open;
  size_t i = at;
  while (i < text.size()) {
    const char c = text[i];
    if (quotes.find(c) != kBad) {
      i = string_end(text, i);
      if (i == kBad) return kBad;
      continue;
    }
    if (c == '(' || c == '[' || c == '{') open += c == '(' ? ')' : c == '[' ? ']' : '}';
    if (c == ')' || c == ']' || c == '}') {
      if (open.empty()) break;
      if (open.back() != c) return kBad;
      open.pop_back();
    }
    if (c == ',' && open.empty()) break;
    ++i;
  }
  if (i == text.size() || !open.empty()) return kBad;
  while (i > at && is_space(text[i - 1])) --i;
  return i > at ? i : kBad;
}

// A JSON string at the cursor: its quotes are syntax, its inside is `kind`. The inside, or nothing.
std::optional<std::string_view> json_string(Cutter& cut, SpanKind kind) {
  if (cut.peek() != '"') return std::nullopt;
  const size_t begin = cut.position() + 1;
  size_t end = begin;
  while (end < cut.text().size() && cut.text()[end] != '"') end += cut.text()[end] == '\\' ? 2 : 1;
  if (end >= cut.text().size()) return std::nullopt;
  cut.take(begin, SpanKind::call_syntax);
  cut.take(end, kind);
  cut.take(end + 1, SpanKind::call_syntax);
  return cut.text().substr(begin, end - begin);
}

bool json_value(Cutter& cut, SpanKind kind) {
  const size_t end = value_end(cut.text(), cut.position(), "\"");
  if (end == kBad) return false;
  cut.take(end, kind);
  return true;
}

bool json_arguments(Cutter& cut) {
  if (cut.peek() != '{') return json_value(cut, SpanKind::call_value);  // the JSON text of an object, as some write it
  cut.syntax('{');
  if (cut.syntax('}')) return true;
  do {
    if (!json_string(cut, SpanKind::call_key) || !cut.syntax(':') || !json_value(cut, SpanKind::call_value))
      return false;
  } while (cut.syntax(','));
  return cut.syntax('}');
}

bool python_name(Cutter& cut, SpanKind kind, bool dotted) {
  const std::string_view text = cut.text();
  size_t end = cut.position();
  if (end >= text.size() || !is_name_start(text[end])) return false;
  while (end < text.size() && (is_name_part(text[end]) || (dotted && text[end] == '.'))) ++end;
  cut.take(end, kind);
  return true;
}

bool python_call(Cutter& cut) {
  if (!python_name(cut, SpanKind::call_name, true) || !cut.syntax('(')) return false;
  if (cut.syntax(')')) return true;
  do {
    if (cut.peek() == ')') break;  // a comma may end the list
    if (!python_name(cut, SpanKind::call_key, false) || !cut.syntax('=')) return false;
    const size_t end = value_end(cut.text(), cut.position(), "'\"");
    if (end == kBad) return false;
    cut.take(end, SpanKind::call_value);
  } while (cut.syntax(','));
  return cut.syntax(')');
}

}  // namespace

std::optional<std::vector<Piece>> scan_json_call(std::string_view text) {
  Cutter cut(text);
  if (!cut.syntax('{')) return std::nullopt;
  bool named = false;
  do {
    const std::optional<std::string_view> key = json_string(cut, SpanKind::call_syntax);
    if (!key || !cut.syntax(':')) return std::nullopt;
    bool good = false;
    if (*key == "name") {
      good = named = json_string(cut, SpanKind::call_name).has_value();
    } else if (*key == "arguments") {
      good = json_arguments(cut);
    } else {
      good = json_value(cut, SpanKind::call_syntax);
    }
    if (!good) return std::nullopt;
  } while (cut.syntax(','));
  if (!cut.syntax('}') || !cut.at_end() || !named) return std::nullopt;
  return cut.pieces();
}

std::optional<std::vector<Piece>> scan_python_calls(std::string_view text) {
  Cutter cut(text);
  if (!cut.syntax('[')) return std::nullopt;
  bool any = false;
  do {
    if (any && cut.peek() == ']') break;  // a comma may end the list
    if (!python_call(cut)) return std::nullopt;
    any = true;
  } while (cut.syntax(','));
  if (!cut.syntax(']') || !cut.at_end()) return std::nullopt;
  return cut.pieces();
}

}  // namespace chat
