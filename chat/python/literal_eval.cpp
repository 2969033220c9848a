#include "chat/python/literal_eval.h"

#include <algorithm>
#include <string>

#include "chat/python/arithmetic.h"
#include "chat/python/ast.h"
#include "chat/python/exception.h"
#include "chat/python/parser.h"
#include "core/format.h"

namespace chat::python {
namespace {

using core::Value;

// CPython adds the line where it knows one.
[[noreturn]] void malformed(const Node* node) {
  const std::string shown = node == nullptr ? "None" : core::format("<ast.{} object at 0x0>", kind_name(node->kind));
  raise("ValueError", "malformed node or string: " + shown);
}

[[noreturn]] void no_value(std::string_view what) {
  raise("NotImplementedError", core::format("{} cannot be held", what));
}

const Value& number(const Node& node) {
  const bool is_number = node.kind == Kind::constant && (node.value.is_number() || node.value.is_complex());
  if (!is_number) malformed(&node);
  return node.value;
}

Value signed_number(const Node& node) {
  if (node.kind == Kind::unary_op && (node.op == Op::u_add || node.op == Op::u_sub)) {
    return numeric_unary(node.op, number(*node.a));
  }
  return number(node);
}

// 1 + 2j: the one sum that is a literal.
Value complex_sum(const Node& node) {
  if (node.op == Op::add || node.op == Op::sub) {
    const Value left = signed_number(*node.a);
    const Value& right = number(*node.b);
    if (!left.is_complex() && right.is_complex()) return numeric_operator(node.op, left, right);
  }
  malformed(&node);
}

Value literal(const Node* node);

core::List literals(const std::vector<const Node*>& nodes) {
  core::List items;
  items.reserve(nodes.size());
  for (const Node* node : nodes) items.push_back(literal(node));
  return items;
}

Value dict(const Node& node) {
  core::Dict out;
  for (size_t i = 0; i < node.items.size(); ++i) {
    Value key = literal(node.keys[i]);
    Value value = literal(node.items[i]);
    check_hashable(key);
    out.set(std::move(key), std::move(value));
  }
  return out;
}

bool is_empty_set(const Node& node) {
  return node.a->kind == Kind::name && node.a->text() == "set" && node.items.empty() && node.extra->keywords.empty();
}

Value literal(const Node* node) {
  if (node == nullptr) malformed(node);
  switch (node->kind) {
    case Kind::constant:
      return node->value;
    case Kind::ellipsis:
      no_value("Ellipsis");
    case Kind::list:
      return literals(node->items);
    case Kind::tuple:
      return core::Tuple{literals(node->items)};
    case Kind::set:
      for (const Value& item : literals(node->items)) check_hashable(item);
      no_value("a set");
    case Kind::call:
      if (is_empty_set(*node)) no_value("a set");
      malformed(node);
    case Kind::dict:
      return dict(*node);
    case Kind::bin_op:
      return complex_sum(*node);
    default:
      return signed_number(*node);
  }
}

}  // namespace

Value literal_eval(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
  const ParsedExpression parsed = parse_expression(text);
  if (!parsed.ok()) raise(parsed.failure.exception, parsed.failure.message);
  return literal(parsed.tree.root);
}

}  // namespace chat::python
