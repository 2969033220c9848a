#include "chat/python/parser.h"

#include <algorithm>
#include <array>

#include "chat/python/parser_impl.h"
#include "core/format.h"
#include "core/utf8.h"

namespace chat::python {
namespace {

struct BinaryOperator {
  Tok token;
  Op op;
  int binding;
};

// From loosest to tightest; all associate to the left (`**` is in power()).
constexpr std::array<BinaryOperator, 12> kBinaryOperators = {{
    {Tok::bar, Op::bitwise_or, 1},
    {Tok::caret, Op::bitwise_xor, 2},
    {Tok::ampersand, Op::bitwise_and, 3},
    {Tok::left_shift, Op::l_shift, 4},
    {Tok::right_shift, Op::r_shift, 4},
    {Tok::plus, Op::add, 5},
    {Tok::minus, Op::sub, 5},
    {Tok::star, Op::mult, 6},
    {Tok::slash, Op::div, 6},
    {Tok::double_slash, Op::floor_div, 6},
    {Tok::percent, Op::mod, 6},
    {Tok::at, Op::mat_mult, 6},
}};
constexpr int kLoosest = 1;

const BinaryOperator* binary_operator(Tok token) {
  for (const BinaryOperator& entry : kBinaryOperators) {
    if (entry.token == token) return &entry;
  }
  return nullptr;
}

// \r and \r\n end lines, too, even inside literals.
std::string with_unix_lines(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\r') {
      out += text[i];
    } else {
      out += '\n';
      if (i + 1 < text.size() && text[i + 1] == '\n') ++i;
    }
  }
  return out;
}

// What CPython refuses before it looks at tokens.
void check_characters(std::string_view text) {
  const size_t null_byte = text.find('\0');
  if (null_byte != std::string_view::npos) {
    fail("source code string cannot contain null bytes", null_byte);
  }
  for (size_t at = 0; at < text.size();) {
    if ((text[at] & 0x80) == 0) {
      ++at;
      continue;
    }
    const size_t start = at;
    const char32_t c = core::next_code_point(text, at);
    if (c < 0xD800 || c > 0xDFFF) continue;
    size_t position = 0;  // in characters, as Python counts
    for (size_t i = 0; i < start; ++position) core::next_code_point(text, i);
    std::string escape = "\\u";
    for (int shift = 12; shift >= 0; shift -= 4)
      escape += "0123456789abcdef"[(c >> static_cast<unsigned>(shift)) & 15U];
    throw Failure{{"UnicodeEncodeError",
                   core::format("'utf-8' codec can't encode character '{}' in position {}: surrogates not allowed",
                                escape, position),
                   start}};
  }
}

}  // namespace

ParsedExpression parse_expression(std::string_view text) {
  ParsedExpression out;
  try {
    check_characters(text);
    std::string lines;
    if (text.find('\r') != std::string_view::npos) {
      lines = with_unix_lines(text);
      text = lines;
    }
    out.tree.root = Parser(text, out.tree, 0, 0).eval_input();
  } catch (Failure& failure) {
    out.tree = {};
    out.failure = std::move(failure.what);
  }
  return out;
}

Parser::Level::Level(Parser& parser) : parser_(parser) {
  if (++parser_.depth_ <= kMaxDepth) return;
  --parser_.depth_;
  throw Failure{{"MemoryError", "nested too deeply", parser_.base_ + parser_.peek().begin}};
}

Parser::Parser(std::string_view text, Tree& tree, size_t base, int depth)
    : text_(text), tree_(tree), base_(base), depth_(depth), tokens_(tokenize(text)) {}

bool Parser::accept(Tok kind) {
  if (!at(kind)) return false;
  ++next_;
  return true;
}

void Parser::expect(Tok kind, std::string_view what) {
  if (!accept(kind)) refuse(core::format("expected {}", what));
}

void Parser::refuse(std::string_view what) const {
  fail(std::string(what), base_ + peek().begin);
}

Node& Parser::make(Kind kind) {
  Node& node = tree_.nodes.emplace_back();
  node.kind = kind;
  return node;
}

const Node* Parser::finish(Node& node, std::initializer_list<const Node*> children) {
  const auto include = [&node](const Node* child) {
    if (child != nullptr) node.depth = std::max(node.depth, child->depth + 1);
  };
  for (const Node* child : {node.a, node.b, node.c}) include(child);
  for (const Node* child : children) include(child);
  std::for_each(node.items.begin(), node.items.end(), include);
  std::for_each(node.keys.begin(), node.keys.end(), include);
  if (node.depth > kMaxDepth) {
    throw Failure{{"RecursionError", "maximum recursion depth exceeded during ast construction", base_}};
  }
  return &node;
}

const Node* Parser::constant(core::Value value) {
  Node& node = make(Kind::constant);
  node.value = std::move(value);
  return &node;
}

const Node* Parser::eval_input() {
  const Node* root = expression();
  if (at(Tok::comma)) {
    Node& tuple = make(Kind::tuple);
    tuple.items.push_back(root);
    while (accept(Tok::comma) && !at(Tok::newline) && !at(Tok::end)) tuple.items.push_back(expression());
    root = finish(tuple);
  }
  while (accept(Tok::newline)) {
  }
  if (!at(Tok::end)) refuse("unexpected text after the expression");
  return root;
}

const Node* Parser::fstring_input() {
  const Node* root = atom();
  if (!at(Tok::end)) refuse("unexpected text in the f-string");
  return root;
}

const Node* Parser::expression() {
  const Level level(*this);
  if (at(Tok::kw_lambda)) return lambda();
  const Node* body = disjunction();
  if (!accept(Tok::kw_if)) return body;
  Node& node = make(Kind::if_exp);
  node.b = body;
  node.a = disjunction();
  expect(Tok::kw_else, "`else`");
  node.c = expression();
  return finish(node);
}

const Node* Parser::named_expression() {
  if (!at(Tok::name) || peek(1).kind != Tok::walrus) return expression();
  Node& node = make(Kind::named_expr);
  Node& target = make(Kind::name);
  target.value = identifier();
  ++next_;
  node.a = &target;
  node.b = expression();
  return finish(node);
}

const Node* Parser::starred(const Node* value) {
  Node& node = make(Kind::starred);
  node.a = value;
  return finish(node);
}

const Node* Parser::star_named_expression() {
  return accept(Tok::star) ? starred(binary(kLoosest)) : named_expression();
}

// star_expression (',' star_expression)* [',']: a tuple without parentheses, as after `yield`.
const Node* Parser::star_expressions() {
  const auto item = [this] { return accept(Tok::star) ? starred(binary(kLoosest)) : expression(); };
  const Node* first = item();
  if (!at(Tok::comma)) return first;
  Node& node = make(Kind::tuple);
  node.items.push_back(first);
  while (accept(Tok::comma) && !at(Tok::right_paren)) node.items.push_back(item());
  return finish(node);
}

const Node* Parser::disjunction() {
  const Node* first = conjunction();
  if (!at(Tok::kw_or)) return first;
  Node& node = make(Kind::bool_op);
  node.op = Op::logical_or;
  node.items.push_back(first);
  while (accept(Tok::kw_or)) node.items.push_back(conjunction());
  return finish(node);
}

const Node* Parser::conjunction() {
  const Node* first = inversion();
  if (!at(Tok::kw_and)) return first;
  Node& node = make(Kind::bool_op);
  node.op = Op::logical_and;
  node.items.push_back(first);
  while (accept(Tok::kw_and)) node.items.push_back(inversion());
  return finish(node);
}

const Node* Parser::inversion() {
  if (!at(Tok::kw_not)) return comparison();
  const Level level(*this);
  ++next_;
  Node& node = make(Kind::unary_op);
  node.op = Op::logical_not;
  node.a = inversion();
  return finish(node);
}

bool Parser::comparison_operator(Op& op) {
  constexpr std::array<std::pair<Tok, Op>, 7> kSimple = {{{Tok::equal, Op::equal},
                                                          {Tok::not_equal, Op::not_equal},
                                                          {Tok::less, Op::lt},
                                                          {Tok::less_equal, Op::lt_e},
                                                          {Tok::greater, Op::gt},
                                                          {Tok::greater_equal, Op::gt_e},
                                                          {Tok::kw_in, Op::in}}};
  for (const auto& [token, simple] : kSimple) {
    if (!accept(token)) continue;
    op = simple;
    return true;
  }
  if (at(Tok::kw_not) && peek(1).kind == Tok::kw_in) {
    next_ += 2;
    op = Op::not_in;
    return true;
  }
  if (!accept(Tok::kw_is)) return false;
  op = accept(Tok::kw_not) ? Op::is_not : Op::is;
  return true;
}

const Node* Parser::comparison() {
  const Node* first = binary(kLoosest);
  Op op = Op::none;
  if (!comparison_operator(op)) return first;
  Node& node = make(Kind::compare);
  node.a = first;
  node.extra = std::make_unique<Extra>();
  do {
    node.extra->ops.push_back(op);
    node.items.push_back(binary(kLoosest));
  } while (comparison_operator(op));
  return finish(node);
}

const Node* Parser::binary(int minimum_binding) {
  const Node* left = factor();
  for (;;) {
    const BinaryOperator* entry = binary_operator(peek().kind);
    if (entry == nullptr || entry->binding < minimum_binding) return left;
    ++next_;
    Node& node = make(Kind::bin_op);
    node.op = entry->op;
    node.a = left;
    node.b = binary(entry->binding + 1);
    left = finish(node);
  }
}

const Node* Parser::factor() {
  Op op = Op::none;
  if (at(Tok::plus)) op = Op::u_add;
  if (at(Tok::minus)) op = Op::u_sub;
  if (at(Tok::tilde)) op = Op::invert;
  if (op == Op::none) return power();
  const Level level(*this);
  ++next_;
  Node& node = make(Kind::unary_op);
  node.op = op;
  node.a = factor();
  return finish(node);
}

const Node* Parser::power() {
  const Node* base = nullptr;
  if (accept(Tok::kw_await)) {
    Node& node = make(Kind::await);
    node.a = primary();
    base = finish(node);
  } else {
    base = primary();
  }
  if (!accept(Tok::double_star)) return base;
  const Level level(*this);
  Node& node = make(Kind::bin_op);
  node.op = Op::pow;
  node.a = base;
  node.b = factor();
  return finish(node);
}

const Node* Parser::primary() {
  const Node* value = atom();
  for (;;) {
    if (accept(Tok::dot)) {
      Node& node = make(Kind::attribute);
      node.a = value;
      node.value = identifier();
      value = finish(node);
    } else if (at(Tok::left_paren)) {
      value = call(value);
    } else if (accept(Tok::left_bracket)) {
      Node& node = make(Kind::subscript);
      node.a = value;
      node.b = slices();
      expect(Tok::right_bracket, "`]`");
      value = finish(node);
    } else {
      return value;
    }
  }
}

bool is_plain_name(std::string_view name) {
  const ParsedExpression parsed = parse_expression(name);
  return parsed.ok() && parsed.tree.root->kind == Kind::name && parsed.tree.root->text() == name;
}

}  // namespace chat::python
