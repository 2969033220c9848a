// F-strings as CPython 3.11 reads them: the body is split into literals and {fields} by hand, and each field's text is
// parsed on its own, in parentheses.
#include <algorithm>

#include "chat/python/parser_impl.h"

namespace chat::python {
namespace {

// Fields within format specs within fields: no deeper.
constexpr int kMaxFieldNesting = 2;

char closing_of(char opening) {
  return opening == '(' ? ')' : opening == '[' ? ']' : '}';
}

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\f';
}

// Finds the end of a field's expression: the `!`, `:`, `=` or `}` that follows it. `at` is its first character.
size_t expression_end(std::string_view body, size_t at, size_t offset) {
  char quote = '\0';
  size_t quotes = 0;
  std::string open;
  for (; at < body.size(); ++at) {
    const char c = body[at];
    const bool triple = at + 2 < body.size() && body[at + 1] == c && body[at + 2] == c;
    if (c == '\\') fail("a backslash in an f-string's expression", offset + at);
    if (quote != '\0') {
      if (c != quote || (quotes == 3 && !triple)) continue;
      at += quotes - 1;
      quote = '\0';
    } else if (c == '\'' || c == '"') {
      quote = c;
      quotes = triple ? 3 : 1;
      at += quotes - 1;
    } else if (c == '(' || c == '[' || c == '{') {
      if (open.size() >= kMaxBrackets) fail("too many nested brackets", offset + at);
      open += c;
    } else if (c == '#') {
      fail("a comment in an f-string's expression", offset + at);
    } else if (open.empty() && std::string_view("!:}=<>").find(c) != std::string_view::npos) {
      const char next = at + 1 < body.size() ? body[at + 1] : '\0';
      if (next == '=' && (c == '!' || c == '=' || c == '<' || c == '>')) {
        ++at;
      } else if (c != '<' && c != '>') {
        break;
      }
    } else if (c == ')' || c == ']' || c == '}') {
      if (open.empty() || closing_of(open.back()) != c) fail("unmatched bracket in an f-string", offset + at);
      open.pop_back();
    }
  }
  if (quote != '\0' || !open.empty() || at >= body.size()) fail("an f-string's field has no end", offset + at);
  return at;
}

// The end of the literal that starts at `at`. `doubled` is set where it ends with the first of two equal braces.
size_t literal_end(const StringToken& token, size_t at, int level, bool& doubled) {
  const std::string_view body = token.body;
  doubled = false;
  while (at < body.size()) {
    char c = body[at++];
    if (!token.is_raw && c == '\\' && at < body.size()) {
      c = body[at++];
      if (c == 'N') {  // the braces of \N{…} belong to the literal
        if (at < body.size() && body[at++] == '{') {
          while (at < body.size() && body[at++] != '}') {
          }
        }
        continue;
      }
    }
    if (c != '{' && c != '}') continue;
    if (level == 0) {
      doubled = at < body.size() && body[at] == c;
      if (doubled) return at;
      if (c == '}') fail("a single `}` in an f-string", token.offset + at);
    }
    return at - 1;
  }
  return at;
}

}  // namespace

void Parser::add_fstring(FString& out, const StringToken& token) {
  size_t at = 0;
  fstring_pieces(out, token, at, 0);
  if (at < token.body.size()) fail("unexpected end of an f-string", token.offset + at);
}

// Reads literals and fields up to the end of the body or, inside a format spec (level > 0), to its `}`.
void Parser::fstring_pieces(FString& out, const StringToken& token, size_t& at, int level) {
  const std::string_view body = token.body;
  for (;;) {
    bool doubled = false;
    const size_t end = literal_end(token, at, level, doubled);
    const std::string_view literal = body.substr(at, end - at);
    out.text += token.is_raw ? std::string(literal) : decode_escapes(literal, token.offset + at);
    at = doubled ? end + 1 : end;
    if (doubled) continue;
    if (at >= body.size() || body[at] == '}') return;
    const Node* field = fstring_field(out, token, at, level);
    if (!out.text.empty()) out.values.push_back(constant(std::move(out.text)));
    out.text.clear();
    out.values.push_back(field);
  }
}

// {expression[=][!conversion][:spec]}; `at` is at the opening brace and moves past the closing one.
const Node* Parser::fstring_field(FString& out, const StringToken& token, size_t& at, int level) {
  const std::string_view body = token.body;
  const size_t offset = token.offset;
  const auto peek_byte = [&] {
    if (at >= body.size()) fail("an f-string's field has no end", offset + at);
    return body[at];
  };
  if (level >= kMaxFieldNesting) fail("fields nested too deeply", offset + at);
  const Level guard(*this);
  const size_t begin = ++at;
  at = expression_end(body, at, offset);
  const std::string_view text = body.substr(begin, at - begin);
  if (std::all_of(text.begin(), text.end(), is_space)) fail("an empty field in an f-string", offset + at);

  Node& node = make(Kind::formatted_value);
  const std::string source = "(" + std::string(text) + ")";
  try {
    node.a = Parser(source, tree_, 0, depth_).fstring_input();
  } catch (Failure& failure) {
    failure.what.offset = offset + begin;
    throw;
  }
  const bool is_debug = body[at] == '=';
  if (is_debug) {
    ++at;
    while (is_space(peek_byte()) || peek_byte() == '\v') ++at;
    out.text += body.substr(begin, at - begin);
  }
  if (peek_byte() == '!') {
    ++at;
    node.conversion = peek_byte();
    ++at;
    if (node.conversion != 's' && node.conversion != 'r' && node.conversion != 'a') {
      fail("invalid conversion in an f-string", offset + at);
    }
  }
  if (peek_byte() == ':') {
    ++at;
    peek_byte();
    FString spec;
    spec.is_format = true;
    fstring_pieces(spec, token, at, level + 1);
    node.b = finish_fstring(spec);
  }
  if (peek_byte() != '}') fail("expected `}` in an f-string", offset + at);
  ++at;
  if (is_debug && node.b == nullptr && node.conversion == '\0') node.conversion = 'r';
  return finish(node);
}

const Node* Parser::finish_fstring(FString& parts) {
  if (!parts.text.empty()) parts.values.push_back(constant(std::move(parts.text)));
  Node& node = make(Kind::joined_str);
  node.items = std::move(parts.values);
  return finish(node);
}

}  // namespace chat::python
