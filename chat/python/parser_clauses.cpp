// Arguments of calls, lambdas, and the `for` clauses of comprehensions.
#include "chat/python/parser_impl.h"

namespace chat::python {

const Node* Parser::call(const Node* function) {
  const Level level(*this);
  ++next_;
  Node& node = make(Kind::call);
  node.a = function;
  node.extra = std::make_unique<Extra>();
  const auto at_keyword = [this] { return at(Tok::double_star) || (at(Tok::name) && peek(1).kind == Tok::assign); };
  bool has_argument = false;
  while (!at(Tok::right_paren)) {
    if (at_keyword()) {
      keyword_arguments(node);
      break;
    }
    if (accept(Tok::star)) {
      node.items.push_back(starred(expression()));
    } else {
      const Node* value = named_expression();
      if (at_comprehension()) {
        if (has_argument) refuse("a generator expression needs parentheses beside other arguments");
        node.items.push_back(comprehension(Kind::generator_exp, value));
        break;  // not even a comma may follow
      }
      node.items.push_back(value);
    }
    has_argument = true;
    if (!accept(Tok::comma)) break;
  }
  expect(Tok::right_paren, "`)`");
  int depth = 0;
  for (const Keyword& keyword : node.extra->keywords) depth = std::max(depth, keyword.value->depth);
  node.depth = depth + 1;
  return finish(node);
}

// From the first `name=` or `**` on: no positional arguments, and no `*` after a `**`.
void Parser::keyword_arguments(Node& node) {
  bool has_double_star = false;
  while (!at(Tok::right_paren)) {
    if (accept(Tok::double_star)) {
      has_double_star = true;
      node.extra->keywords.push_back({{}, expression()});
    } else if (at(Tok::star) && !has_double_star) {
      ++next_;
      node.items.push_back(starred(expression()));
    } else {
      if (peek(1).kind != Tok::assign) refuse("a positional argument after a keyword argument");
      std::string name = identifier();
      ++next_;
      node.extra->keywords.push_back({std::move(name), expression()});
    }
    if (!accept(Tok::comma)) return;
  }
}

const Node* Parser::lambda() {
  ++next_;
  Node& node = make(Kind::lambda);
  node.extra = std::make_unique<Extra>();
  Parameters& parameters = node.extra->parameters;
  lambda_parameters(parameters);
  expect(Tok::colon, "`:`");
  node.a = expression();
  int depth = 0;
  for (const auto* group : {&parameters.positional, &parameters.keyword_only}) {
    for (const Parameter& parameter : *group) {
      if (parameter.fallback != nullptr) depth = std::max(depth, parameter.fallback->depth);
    }
  }
  node.depth = depth + 1;
  return finish(node);
}

Parameter Parser::lambda_parameter() {
  Parameter parameter{identifier()};
  if (accept(Tok::assign)) parameter.fallback = expression();
  return parameter;
}

void Parser::lambda_parameters(Parameters& parameters) {
  bool has_slash = false;
  bool has_star = false;
  while (!at(Tok::colon)) {
    if (accept(Tok::double_star)) {
      parameters.keywords = identifier();
      accept(Tok::comma);
      return;  // nothing may follow
    }
    if (at(Tok::slash)) {
      if (has_slash || has_star || parameters.positional.empty()) refuse("`/` is out of place");
      has_slash = true;
      ++next_;
      parameters.positional_only = parameters.positional.size();
    } else if (at(Tok::star)) {
      if (has_star) refuse("a second `*`");
      has_star = true;
      ++next_;
      if (at(Tok::name)) {
        parameters.variadic = identifier();
      } else if (!at(Tok::comma) || peek(1).kind != Tok::name) {
        refuse("named parameters must follow a bare `*`");
      }
    } else {
      Parameter parameter = lambda_parameter();
      if (has_star) {
        parameters.keyword_only.push_back(std::move(parameter));
      } else {
        const bool needs_default = !parameters.positional.empty() && parameters.positional.back().fallback != nullptr;
        if (needs_default && parameter.fallback == nullptr) refuse("a parameter without default after one with it");
        parameters.positional.push_back(std::move(parameter));
      }
    }
    if (!accept(Tok::comma)) return;
  }
}

const Node* Parser::comprehension(Kind kind, const Node* element, const Node* value) {
  Node& node = make(kind);
  node.a = element;
  node.b = value;
  node.extra = std::make_unique<Extra>();
  int depth = 0;
  const auto deepen = [&depth](const Node* child) {
    depth = std::max(depth, child->depth);
    return child;
  };
  while (at_comprehension()) {
    Comprehension clause;
    clause.is_async = accept(Tok::kw_async);
    expect(Tok::kw_for, "`for`");
    clause.target = deepen(star_targets());
    expect(Tok::kw_in, "`in`");
    clause.iterable = deepen(disjunction());
    while (accept(Tok::kw_if)) clause.conditions.push_back(deepen(disjunction()));
    node.extra->generators.push_back(std::move(clause));
  }
  node.depth = depth + 1;
  return finish(node);
}

const Node* Parser::star_targets() {
  const Node* first = star_target();
  if (!at(Tok::comma)) return first;
  Node& node = make(Kind::tuple);
  node.items.push_back(first);
  while (accept(Tok::comma) && !at(Tok::kw_in)) node.items.push_back(star_target());
  return finish(node);
}

const Node* Parser::star_target() {
  const bool is_star = accept(Tok::star);
  const Node* target = primary();
  check_target(*target);
  return is_star ? starred(target) : target;
}

// What was parsed as an expression must be something that can be assigned to.
void Parser::check_target(const Node& node) const {
  switch (node.kind) {
    case Kind::name:
    case Kind::attribute:
    case Kind::subscript:
      return;
    case Kind::list:
    case Kind::tuple:
      for (const Node* item : node.items) check_target(item->kind == Kind::starred ? *item->a : *item);
      return;
    default:
      refuse("cannot assign to this");
  }
}

}  // namespace chat::python
