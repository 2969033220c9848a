#include "chat/python/unparse.h"

#include <algorithm>
#include <vector>

#include "chat/python/precedence.h"
#include "chat/python/quote.h"
#include "core/python_text.h"
#include "core/text.h"

namespace chat::python {
namespace {

bool is_integer_constant(const Node& node) {
  return node.kind == Kind::constant && (node.value.is_int() || node.value.is_bool());
}

class Unparser {
 public:
  // Inside the braces of an f-string no backslash may be written.
  explicit Unparser(bool avoid_backslashes) : avoid_backslashes_(avoid_backslashes) {}

  void write(const Node& node, Precedence context = Precedence::test);
  std::string take() { return std::move(out_); }

 private:
  template <class Body>
  void parenthesise(bool needed, Body body) {
    if (needed) out_ += '(';
    body();
    if (needed) out_ += ')';
  }

  void write_items(const std::vector<const Node*>& items) {
    for (size_t i = 0; i < items.size(); ++i) {
      if (i > 0) out_ += ", ";
      write(*items[i]);
    }
  }

  // Items of a tuple: a single one keeps its comma.
  void write_tuple_items(const std::vector<const Node*>& items) {
    write_items(items);
    if (items.size() == 1) out_ += ',';
  }

  void constant(const Node& node);
  void bool_op(const Node& node, Precedence context);
  void unary_op(const Node& node, Precedence context);
  void bin_op(const Node& node, Precedence context);
  void compare(const Node& node);
  void lambda(const Node& node);
  void dict(const Node& node);
  void comprehension(const Node& node, char open, char close);
  void call(const Node& node);
  void subscript(const Node& node);
  void slice(const Node& node);
  void joined_str(const Node& node);
  void fstring_inner(const Node& node);

  bool avoid_backslashes_;
  std::string out_;
};

void Unparser::write(const Node& node, Precedence context) {
  switch (node.kind) {
    case Kind::bool_op:
      return bool_op(node, context);
    case Kind::named_expr:
      return parenthesise(context > Precedence::named_expr, [&] {
        write(*node.a, Precedence::atom);
        out_ += " := ";
        write(*node.b, Precedence::atom);
      });
    case Kind::bin_op:
      return bin_op(node, context);
    case Kind::unary_op:
      return unary_op(node, context);
    case Kind::lambda:
      return parenthesise(context > Precedence::test, [&] { lambda(node); });
    case Kind::if_exp:
      return parenthesise(context > Precedence::test, [&] {
        write(*node.b, next(Precedence::test));
        out_ += " if ";
        write(*node.a, next(Precedence::test));
        out_ += " else ";
        write(*node.c, Precedence::test);
      });
    case Kind::dict:
      return dict(node);
    case Kind::set:
      out_ += '{';
      write_items(node.items);
      out_ += '}';
      return;
    case Kind::list_comp:
      return comprehension(node, '[', ']');
    case Kind::set_comp:
    case Kind::dict_comp:
      return comprehension(node, '{', '}');
    case Kind::generator_exp:
      return comprehension(node, '(', ')');
    case Kind::await:
      return parenthesise(context > Precedence::await, [&] {
        out_ += "await ";
        write(*node.a, Precedence::atom);
      });
    case Kind::yield:
    case Kind::yield_from:
      return parenthesise(context > Precedence::yield, [&] {
        out_ += node.kind == Kind::yield ? "yield" : "yield from";
        if (node.a == nullptr) return;
        out_ += ' ';
        write(*node.a, Precedence::atom);
      });
    case Kind::compare:
      return parenthesise(context > Precedence::cmp, [&] { compare(node); });
    case Kind::call:
      return call(node);
    case Kind::formatted_value:
      return fstring_inner(node);
    case Kind::joined_str:
      return joined_str(node);
    case Kind::constant:
      return constant(node);
    case Kind::ellipsis:
      out_ += "...";
      return;
    case Kind::attribute:
      write(*node.a, Precedence::atom);
      // 3.real would read as a float.
      out_ += is_integer_constant(*node.a) ? " ." : ".";
      out_ += node.text();
      return;
    case Kind::subscript:
      return subscript(node);
    case Kind::starred:
      out_ += '*';
      return write(*node.a, Precedence::bitwise_or);
    case Kind::name:
      out_ += node.text();
      return;
    case Kind::list:
      out_ += '[';
      write_items(node.items);
      out_ += ']';
      return;
    case Kind::tuple:
      return parenthesise(node.items.empty() || context > Precedence::tuple, [&] { write_tuple_items(node.items); });
    case Kind::slice:
      return slice(node);
  }
}

void Unparser::constant(const Node& node) {
  if (node.is_u) out_ += 'u';
  if (node.value.is_float() || node.value.is_complex()) {
    // An infinity has no literal; this one overflows to it. No literal is a nan.
    out_ += core::replace_all(core::python_repr(node.value), "inf", "1e309");
  } else if (avoid_backslashes_ && node.value.is_string()) {
    out_ += quote_avoiding_backslashes(node.text());
  } else {
    out_ += core::python_repr(node.value);
  }
}

// CPython raises the precedence for every further operand, so later operands get parentheses earlier.
void Unparser::bool_op(const Node& node, Precedence context) {
  Precedence precedence = node.op == Op::logical_or ? Precedence::logical_or : Precedence::logical_and;
  parenthesise(context > precedence, [&] {
    for (size_t i = 0; i < node.items.size(); ++i) {
      if (i > 0) out_ += node.op == Op::logical_or ? " or " : " and ";
      precedence = next(precedence);
      write(*node.items[i], precedence);
    }
  });
}

void Unparser::unary_op(const Node& node, Precedence context) {
  const Precedence precedence = node.op == Op::logical_not ? Precedence::logical_not : Precedence::factor;
  parenthesise(context > precedence, [&] {
    out_ += op_text(node.op);
    if (node.op == Op::logical_not) out_ += ' ';
    write(*node.a, precedence);
  });
}

void Unparser::bin_op(const Node& node, Precedence context) {
  const Precedence precedence = binary_precedence(node.op);
  const bool right_associative = node.op == Op::pow;
  parenthesise(context > precedence, [&] {
    write(*node.a, right_associative ? next(precedence) : precedence);
    out_ += ' ';
    out_ += op_text(node.op);
    out_ += ' ';
    write(*node.b, right_associative ? precedence : next(precedence));
  });
}

void Unparser::compare(const Node& node) {
  write(*node.a, next(Precedence::cmp));
  for (size_t i = 0; i < node.items.size(); ++i) {
    out_ += ' ';
    out_ += op_text(node.extra->ops[i]);
    out_ += ' ';
    write(*node.items[i], next(Precedence::cmp));
  }
}

void Unparser::lambda(const Node& node) {
  const Parameters& parameters = node.extra->parameters;
  out_ += "lambda";
  bool first = true;
  const auto separate = [&] {
    out_ += first ? " " : ", ";
    first = false;
  };
  const auto parameter = [&](const Parameter& p) {
    separate();
    out_ += p.name;
    if (p.fallback == nullptr) return;
    out_ += '=';
    write(*p.fallback);
  };
  for (size_t i = 0; i < parameters.positional.size(); ++i) {
    parameter(parameters.positional[i]);
    if (i + 1 == parameters.positional_only) out_ += ", /";
  }
  if (!parameters.variadic.empty() || !parameters.keyword_only.empty()) {
    separate();
    out_ += "*" + parameters.variadic;
  }
  std::for_each(parameters.keyword_only.begin(), parameters.keyword_only.end(), parameter);
  if (!parameters.keywords.empty()) {
    separate();
    out_ += "**" + parameters.keywords;
  }
  out_ += ": ";
  write(*node.a, Precedence::test);
}

void Unparser::dict(const Node& node) {
  out_ += '{';
  for (size_t i = 0; i < node.items.size(); ++i) {
    if (i > 0) out_ += ", ";
    if (node.keys[i] == nullptr) {
      out_ += "**";
      write(*node.items[i], Precedence::bitwise_or);
    } else {
      write(*node.keys[i]);
      out_ += ": ";
      write(*node.items[i]);
    }
  }
  out_ += '}';
}

void Unparser::comprehension(const Node& node, char open, char close) {
  out_ += open;
  write(*node.a);
  if (node.kind == Kind::dict_comp) {
    out_ += ": ";
    write(*node.b);
  }
  for (const Comprehension& clause : node.extra->generators) {
    out_ += clause.is_async ? " async for " : " for ";
    write(*clause.target, Precedence::tuple);
    out_ += " in ";
    write(*clause.iterable, next(Precedence::test));
    for (const Node* condition : clause.conditions) {
      out_ += " if ";
      write(*condition, next(Precedence::test));
    }
  }
  out_ += close;
}

void Unparser::call(const Node& node) {
  write(*node.a, Precedence::atom);
  out_ += '(';
  write_items(node.items);
  bool first = node.items.empty();
  for (const Keyword& keyword : node.extra->keywords) {
    if (!first) out_ += ", ";
    first = false;
    out_ += keyword.name.empty() ? "**" : keyword.name + "=";
    write(*keyword.value);
  }
  out_ += ')';
}

void Unparser::subscript(const Node& node) {
  write(*node.a, Precedence::atom);
  out_ += '[';
  if (node.b->kind == Kind::tuple && !node.b->items.empty()) {
    write_tuple_items(node.b->items);
  } else {
    write(*node.b);
  }
  out_ += ']';
}

void Unparser::slice(const Node& node) {
  if (node.a != nullptr) write(*node.a);
  out_ += ':';
  if (node.b != nullptr) write(*node.b);
  if (node.c == nullptr) return;
  out_ += ':';
  write(*node.c);
}

void Unparser::joined_str(const Node& node) {
  out_ += 'f';
  std::vector<FStringPart> parts;
  const std::string before = std::move(out_);
  for (const Node* item : node.items) {
    out_.clear();
    fstring_inner(*item);
    parts.push_back({std::move(out_), item->kind == Kind::constant});
  }
  out_ = before;
  if (!avoid_backslashes_) {
    out_ += quote_fstring(parts);
    return;
  }
  std::string body;
  for (const FStringPart& part : parts) body += part.text;
  out_ += quote_avoiding_backslashes(body);
}

void Unparser::fstring_inner(const Node& node) {
  if (node.kind == Kind::joined_str) {
    for (const Node* item : node.items) fstring_inner(*item);
    return;
  }
  if (node.kind == Kind::constant) {
    out_ += core::replace_all(core::replace_all(node.text(), "{", "{{"), "}", "}}");
    return;
  }
  Unparser inner(true);
  inner.write(*node.a, next(Precedence::test));
  const std::string expression = inner.take();
  if (expression.find('\\') != std::string::npos) {
    throw UnparseFailure("Unable to avoid backslash in f-string expression part");
  }
  out_ += expression.starts_with('{') ? "{ " : "{";
  out_ += expression;
  if (node.conversion != '\0') out_ += {'!', node.conversion};
  if (node.b != nullptr) {
    out_ += ':';
    fstring_inner(*node.b);
  }
  out_ += '}';
}

}  // namespace

std::string unparse(const Node& node) {
  Unparser unparser(false);
  unparser.write(node);
  return unparser.take();
}

}  // namespace chat::python
