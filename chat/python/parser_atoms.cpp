// Atoms: names, constants, strings, displays, subscripts.
#include "chat/python/number.h"
#include "chat/python/parser_impl.h"
#include "chat/python/unicode.h"

namespace chat::python {

std::string Parser::identifier() {
  if (!at(Tok::name)) refuse("expected a name");
  return normalise_identifier(text_of(take()));
}

const Node* Parser::atom() {
  const Token& token = peek();
  switch (token.kind) {
    case Tok::name: {
      Node& node = make(Kind::name);
      node.value = identifier();
      return &node;
    }
    case Tok::number:
      ++next_;
      return constant(number_value(text_of(token), base_ + token.begin));
    case Tok::string:
      return strings();
    case Tok::kw_true:
    case Tok::kw_false:
      ++next_;
      return constant(token.kind == Tok::kw_true);
    case Tok::kw_none:
      ++next_;
      return constant(nullptr);
    case Tok::ellipsis:
      ++next_;
      return &make(Kind::ellipsis);
    case Tok::left_paren:
      return parenthesised();
    case Tok::left_bracket:
      return list_display();
    case Tok::left_brace:
      return brace_display();
    default:
      refuse("invalid syntax");
  }
}

// Group, tuple, generator expression or yield.
const Node* Parser::parenthesised() {
  const Level level(*this);
  ++next_;
  if (accept(Tok::right_paren)) return &make(Kind::tuple);
  if (at(Tok::kw_yield)) {
    const Node* node = yield_expression();
    expect(Tok::right_paren, "`)`");
    return node;
  }
  const Node* first = star_named_expression();
  if (first->kind != Kind::starred && at_comprehension()) {
    first = comprehension(Kind::generator_exp, first);
  } else if (at(Tok::comma)) {
    Node& node = make(Kind::tuple);
    node.items.push_back(first);
    while (accept(Tok::comma) && !at(Tok::right_paren)) node.items.push_back(star_named_expression());
    first = finish(node);
  } else if (first->kind == Kind::starred) {
    refuse("a starred expression stands alone");
  }
  expect(Tok::right_paren, "`)`");
  return first;
}

const Node* Parser::yield_expression() {
  ++next_;
  if (accept(Tok::kw_from)) {
    Node& node = make(Kind::yield_from);
    node.a = expression();
    return finish(node);
  }
  Node& node = make(Kind::yield);
  if (!at(Tok::right_paren)) node.a = star_expressions();
  return finish(node);
}

const Node* Parser::list_display() {
  const Level level(*this);
  ++next_;
  Node& node = make(Kind::list);
  if (accept(Tok::right_bracket)) return &node;
  const Node* first = star_named_expression();
  if (first->kind != Kind::starred && at_comprehension()) {
    const Node* result = comprehension(Kind::list_comp, first);
    expect(Tok::right_bracket, "`]`");
    return result;
  }
  node.items.push_back(first);
  while (accept(Tok::comma) && !at(Tok::right_bracket)) node.items.push_back(star_named_expression());
  expect(Tok::right_bracket, "`]`");
  return finish(node);
}

// Dict, set and their comprehensions.
const Node* Parser::brace_display() {
  const Level level(*this);
  ++next_;
  Node& node = make(Kind::dict);
  if (accept(Tok::right_brace)) return &node;
  if (at(Tok::double_star)) return dict_display(node, nullptr);
  const bool is_walrus = at(Tok::name) && peek(1).kind == Tok::walrus;
  const Node* first = star_named_expression();
  if (at(Tok::colon)) {
    if (first->kind == Kind::starred) refuse("a starred dictionary key");
    if (is_walrus) refuse("`:=` in a dictionary key");
    return dict_display(node, first);
  }
  if (first->kind != Kind::starred && at_comprehension()) {
    const Node* result = comprehension(Kind::set_comp, first);
    expect(Tok::right_brace, "`}`");
    return result;
  }
  node.kind = Kind::set;
  node.items.push_back(first);
  while (accept(Tok::comma) && !at(Tok::right_brace)) node.items.push_back(star_named_expression());
  expect(Tok::right_brace, "`}`");
  return finish(node);
}

// `first_key` is parsed already (nullptr: at `**`); the next token is its colon.
const Node* Parser::dict_display(Node& node, const Node* first_key) {
  const auto item = [&](const Node* key) {
    if (key == nullptr && accept(Tok::double_star)) {
      node.keys.push_back(nullptr);
      node.items.push_back(binary(1));
      return;
    }
    if (key == nullptr) key = expression();
    expect(Tok::colon, "`:`");
    node.keys.push_back(key);
    node.items.push_back(expression());
  };
  item(first_key);
  if (first_key != nullptr && at_comprehension()) {
    const Node* result = comprehension(Kind::dict_comp, first_key, node.items.front());
    expect(Tok::right_brace, "`}`");
    return result;
  }
  while (accept(Tok::comma) && !at(Tok::right_brace)) item(nullptr);
  expect(Tok::right_brace, "`}`");
  return finish(node);
}

// Neighbouring literals join: all bytes, or str and f-strings.
const Node* Parser::strings() {
  const StringToken first = split_string_token(text_of(peek()), base_ + peek().begin);
  FString parts;
  for (; at(Tok::string); ++next_) {
    const StringToken token = split_string_token(text_of(peek()), base_ + peek().begin);
    if (token.is_bytes != first.is_bytes) refuse("bytes and str literals side by side");
    if (token.is_format) {
      parts.is_format = true;
      add_fstring(parts, token);
    } else {
      parts.text += decode_string(token);
    }
  }
  if (first.is_bytes) return constant(core::Bytes{std::move(parts.text)});
  if (parts.is_format) return finish_fstring(parts);
  Node& node = make(Kind::constant);
  node.value = std::move(parts.text);
  node.is_u = first.is_u;
  return &node;
}

const Node* Parser::slices() {
  const auto item = [this] {
    if (!accept(Tok::star)) return slice();
    return starred(expression());
  };
  const Node* first = item();
  if (!at(Tok::comma) && first->kind != Kind::starred) return first;
  Node& node = make(Kind::tuple);
  node.items.push_back(first);
  while (accept(Tok::comma) && !at(Tok::right_bracket)) node.items.push_back(item());
  return finish(node);
}

const Node* Parser::slice() {
  const bool is_walrus = at(Tok::name) && peek(1).kind == Tok::walrus;
  const Node* first = at(Tok::colon) ? nullptr : named_expression();
  if (!at(Tok::colon)) return first;
  if (is_walrus) refuse("`:=` in a slice");
  const auto ends = [this] { return at(Tok::colon) || at(Tok::comma) || at(Tok::right_bracket); };
  Node& node = make(Kind::slice);
  node.a = first;
  ++next_;
  if (!ends()) node.b = expression();
  if (accept(Tok::colon) && !ends()) node.c = expression();
  return finish(node);
}

}  // namespace chat::python
