#include "eval/decode_python.h"

#include <array>

#include "chat/python/arithmetic.h"
#include "chat/python/exception.h"
#include "chat/python/fold.h"
#include "chat/python/parser.h"
#include "chat/python/unparse.h"
#include "core/format.h"
#include "core/python_string.h"
#include "core/python_text.h"

namespace eval {
namespace {

using chat::python::check_hashable;
using chat::python::Kind;
using chat::python::Node;
using chat::python::raise;
using core::Dict;
using core::Value;

std::string class_name(const Node& node) {
  return std::string(chat::python::kind_name(node.kind));
}

std::string unparsed(const Node& node) {
  try {
    return chat::python::unparse(node);
  } catch (const chat::python::UnparseFailure& failure) {
    raise("ValueError", failure.what());
  }
}

class Resolver {
 public:
  // {name: {argument: value}}; positional arguments are dropped.
  Value call(const Node& node) {
    std::string name;
    const Node* part = node.a;
    for (; part->kind == Kind::attribute; part = part->a)
      name = name.empty() ? part->text() : part->text() + "." + name;
    if (part->kind == Kind::name) name = name.empty() ? part->text() : part->text() + "." + name;
    Dict arguments;
    for (const auto& keyword : node.extra->keywords) {
      Value resolved = value(*keyword.value);
      arguments.set(keyword.name.empty() ? Value() : Value(keyword.name), std::move(resolved));
    }
    Dict out;
    out.set(std::move(name), std::move(arguments));
    return out;
  }

 private:
  Value value(const Node& node) {
    switch (node.kind) {
      case Kind::constant:
        return node.value;
      case Kind::ellipsis:
        return "...";
      case Kind::unary_op:
        return negated(*node.a);
      case Kind::list:
      case Kind::tuple: {
        core::List items;
        for (const Node* item : node.items) items.push_back(value(*item));
        return node.kind == Kind::list ? Value(std::move(items)) : Value(core::Tuple{std::move(items)});
      }
      case Kind::dict:
        return dict(node);
      case Kind::bin_op:
        unparsed(node);  // what eval() would read; an f-string may have no source
        return chat::python::fold(node, budget_);
      case Kind::name:
        return node.text();
      case Kind::call:
        return node.extra->keywords.empty() ? Value(unparsed(node)) : call(node);
      case Kind::lambda:
        raise("TypeError", core::format("'{}' object is not subscriptable", class_name(*node.a)));
      case Kind::subscript:
        return subscript(node);
      default:
        raise("Exception", core::format("Unsupported AST type: <class 'ast.{}'>", class_name(node)));
    }
  }

  // The reference negates `operand.value` whatever the operator is.
  static Value negated(const Node& operand) {
    const Node* inner = nullptr;  // what `.value` holds, where that is a node
    switch (operand.kind) {
      case Kind::constant:
        return chat::python::numeric_unary(chat::python::Op::u_sub, operand.value);
      case Kind::ellipsis:
        raise("TypeError", "bad operand type for unary -: 'ellipsis'");
      case Kind::attribute:
      case Kind::subscript:
      case Kind::await:
      case Kind::yield_from:
        inner = operand.a;
        break;
      case Kind::named_expr:
      case Kind::dict_comp:
        inner = operand.b;
        break;
      case Kind::yield:
        if (operand.a == nullptr) raise("TypeError", "bad operand type for unary -: 'NoneType'");
        inner = operand.a;
        break;
      default:
        raise("AttributeError", core::format("'{}' object has no attribute 'value'", class_name(operand)));
    }
    raise("TypeError", core::format("bad operand type for unary -: '{}'", class_name(*inner)));
  }

  Value dict(const Node& node) {
    Dict out;
    for (size_t i = 0; i < node.items.size(); ++i) {
      if (node.keys[i] == nullptr) raise("Exception", "Unsupported AST type: <class 'NoneType'>");
      Value key = value(*node.keys[i]);
      Value item = value(*node.items[i]);
      check_hashable(key);
      out.set(std::move(key), std::move(item));
    }
    return out;
  }

  static Value subscript(const Node& node) { return unparsed(*node.a) + "[" + unparsed(*node.b) + "]"; }

  chat::python::FoldBudget budget_;
};

std::string nested_text(const Value& value);

std::string arguments_text(const Dict& arguments) {
  std::string out;
  for (const auto& [key, value] : arguments) {
    if (!out.empty()) out += ", ";
    out += core::python_str(key) + "=" + nested_text(value);
  }
  return out;
}

// A dict whose values are all dicts is taken for a call; other dicts print with their keys unescaped.
std::string nested_text(const Value& value) {
  if (!value.is_dict()) return core::python_repr(value);
  bool is_call = true;
  for (const auto& item : value.as_dict()) is_call = is_call && item.value.is_dict();
  if (is_call) {
    if (value.as_dict().empty()) raise("IndexError", "list index out of range");
    const auto& first = *value.as_dict().begin();
    return core::python_str(first.key) + "(" + arguments_text(first.value.as_dict()) + ")";
  }
  std::string out = "{";
  for (const auto& [key, item] : value.as_dict()) {
    if (out.size() > 1) out += ", ";
    out += "'" + core::python_str(key) + "': " + nested_text(item);
  }
  return out + "}";
}

}  // namespace

std::string bracketed(std::string_view text) {
  constexpr std::string_view kOuter = "`\n ";
  const size_t begin = text.find_first_not_of(kOuter);
  text = begin == std::string_view::npos ? "" : text.substr(begin, text.find_last_not_of(kOuter) - begin + 1);
  std::string out(text.starts_with('[') ? "" : "[");
  out += text;
  if (!out.ends_with(']')) out += ']';
  return out;
}

std::string tagged_part(const std::string& text) {
  constexpr std::string_view kOpen = "<TOOLCALL>";
  constexpr std::string_view kClose = "</TOOLCALL>";
  const size_t open = text.find(kOpen);
  const size_t close = open == std::string::npos ? open : text.find(kClose, open + kOpen.size());
  if (close == std::string::npos) raise("ValueError", "No tool call tag found in input string: " + text);
  return std::string(
      core::strip_python_space(std::string_view(text).substr(open + kOpen.size(), close - open - kOpen.size())));
}

Value decode_python_calls(std::string_view text) {
  text = core::strip_python_space(text);
  while (text.starts_with('\'')) text.remove_prefix(1);
  while (text.ends_with('\'')) text.remove_suffix(1);
  const chat::python::ParsedExpression parsed = chat::python::parse_expression(text);
  if (!parsed.ok()) raise(parsed.failure.exception, parsed.failure.message);
  const Node& root = *parsed.tree.root;
  Resolver resolver;
  core::List calls;
  if (root.kind == Kind::call) {
    calls.push_back(resolver.call(root));
    return calls;
  }
  if (root.kind != Kind::list && root.kind != Kind::tuple && root.kind != Kind::set) {
    raise("AttributeError", core::format("'{}' object has no attribute 'elts'", class_name(root)));
  }
  for (const Node* item : root.items) {
    if (item->kind != Kind::call) raise("AssertionError", "");
    calls.push_back(resolver.call(*item));
  }
  return calls;
}

Value execution_list(const Value& calls) {
  core::List out;
  for (const Value& call : calls.as_list()) {
    for (const auto& [name, arguments] : call.as_dict()) {
      out.push_back(core::python_str(name) + "(" + arguments_text(arguments.as_dict()) + ")");
    }
  }
  return out;
}

}  // namespace eval
