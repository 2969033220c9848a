#include "chat/python/fold.h"

#include "chat/python/arithmetic.h"
#include "chat/python/builtins.h"
#include "chat/python/exception.h"
#include "chat/python/percent_format.h"
#include "core/format.h"

namespace chat::python {
namespace {

using core::Value;

bool is_numeric(const Value& value) {
  return value.is_number() || value.is_bool() || value.is_complex();
}

void spend(FoldBudget& budget, size_t units) {
  if (units > budget.left) raise("MemoryError", "");
  budget.left -= units;
}

bool is_sequence(const Value& value) {
  return value.is_string() || value.is_bytes() || value.is_list() || value.is_tuple();
}

template <class Items>
Items repeated_items(const Items& items, size_t count) {
  Items out;
  out.reserve(items.size() * count);
  for (size_t i = 0; i < count; ++i) out.insert(out.end(), items.begin(), items.end());
  return out;
}

Value repeat(const Value& sequence, const Value& times, FoldBudget& budget) {
  if (!times.is_int() && !times.is_bool()) {
    raise("TypeError", core::format("can't multiply sequence by non-int of type '{}'", times.type_name()));
  }
  if (times.type() == Value::Type::big_integer) {
    raise("OverflowError", "cannot fit 'int' into an index-sized integer");
  }
  const int64_t wanted = times.is_bool() ? static_cast<int64_t>(times.as_bool()) : times.as_int();
  const auto count = static_cast<size_t>(wanted < 0 ? 0 : wanted);
  const size_t unit = fold_weight(sequence);
  if (count > budget.left / unit) raise("MemoryError", "");
  spend(budget, unit * count);
  if (sequence.is_string()) return repeated_items(sequence.as_string(), count);
  if (sequence.is_bytes()) return core::Bytes{repeated_items(sequence.as_bytes().data, count)};
  if (sequence.is_list()) return repeated_items(sequence.as_list(), count);
  return core::Tuple{repeated_items(sequence.as_tuple().items, count)};
}

Value concatenate(const Value& a, const Value& b, FoldBudget& budget) {
  spend(budget, fold_weight(a) + fold_weight(b));
  if (a.type() != b.type()) {
    if (a.is_bytes()) raise("TypeError", core::format("can't concat {} to bytes", b.type_name()));
    raise("TypeError",
          core::format("can only concatenate {} (not \"{}\") to {}", a.type_name(), b.type_name(), a.type_name()));
  }
  if (a.is_string()) return a.as_string() + b.as_string();
  if (a.is_bytes()) return core::Bytes{a.as_bytes().data + b.as_bytes().data};
  std::vector<Value> items = a.is_list() ? a.as_list() : a.as_tuple().items;
  const std::vector<Value>& more = b.is_list() ? b.as_list() : b.as_tuple().items;
  items.insert(items.end(), more.begin(), more.end());
  return a.is_list() ? Value(std::move(items)) : Value(core::Tuple{std::move(items)});
}

Value binary(Op op, const Value& a, const Value& b, FoldBudget& budget) {
  if (is_numeric(a) && is_numeric(b)) {
    spend(budget, fold_weight(a) * fold_weight(b) / 8 + 1);
    return numeric_operator(op, a, b);
  }
  if (op == Op::add && is_sequence(a)) return concatenate(a, b, budget);
  if (op == Op::mult && is_sequence(a)) return repeat(a, b, budget);
  if (op == Op::mult && is_sequence(b)) return repeat(b, a, budget);
  if (op == Op::mod && a.is_string()) {
    spend(budget, fold_weight(a) + fold_weight(b));
    std::string text = percent_format(a.as_string(), b, 8 * budget.left);
    spend(budget, text.size() / 8);
    return text;
  }
  if (op == Op::bitwise_or && a.is_dict() && b.is_dict()) {
    spend(budget, fold_weight(a) + fold_weight(b));
    core::Dict merged = a.as_dict();
    for (const auto& [key, value] : b.as_dict()) merged.set(key, value);
    return merged;
  }
  unsupported_operands(op, a, b);
}

Value fold_dict(const Node& node, FoldBudget& budget, const Resolve& resolve) {
  core::Dict out;
  for (size_t i = 0; i < node.items.size(); ++i) {
    if (node.keys[i] == nullptr) raise("NotImplementedError", "a ** in a dict");
    Value key = fold(*node.keys[i], budget, resolve);
    Value value = fold(*node.items[i], budget, resolve);
    check_hashable(key);
    out.set(std::move(key), std::move(value));
  }
  return out;
}

Value fold_call(const Node& node, FoldBudget& budget) {
  std::vector<Value> arguments;
  for (const Node* item : node.items) arguments.push_back(fold(*item, budget));
  for (const Value& argument : arguments) spend(budget, fold_weight(argument));
  return call_builtin(node.a->text(), arguments);
}

Value resolved(const Node& node, FoldBudget& budget, const Resolve& resolve) {
  Value value = resolve(node);
  spend(budget, fold_weight(value));
  return value;
}

}  // namespace

size_t fold_weight(const Value& value) {
  size_t total = 1;
  switch (value.type()) {
    case Value::Type::string:
      return 1 + value.as_string().size() / 8;
    case Value::Type::bytes:
      return 1 + value.as_bytes().data.size() / 8;
    case Value::Type::big_integer:
      return 1 + value.as_big_int().decimal.size();
    case Value::Type::list:
      for (const Value& item : value.as_list()) total += fold_weight(item);
      return total;
    case Value::Type::tuple:
      for (const Value& item : value.as_tuple().items) total += fold_weight(item);
      return total;
    case Value::Type::dict:
      for (const auto& [key, item] : value.as_dict()) total += fold_weight(key) + fold_weight(item);
      return total;
    default:
      return 1;
  }
}

Value fold(const Node& node, FoldBudget& budget, const Resolve& resolve) {
  spend(budget, 1);
  switch (node.kind) {
    case Kind::constant:
      spend(budget, fold_weight(node.value));
      return node.value;
    case Kind::bin_op: {
      const Value left = fold(*node.a, budget, resolve);
      const Value right = fold(*node.b, budget, resolve);
      return binary(node.op, left, right, budget);
    }
    case Kind::unary_op: {
      const Value operand = fold(*node.a, budget, resolve);
      return node.op == Op::logical_not ? Value(!core::python_truth(operand)) : numeric_unary(node.op, operand);
    }
    case Kind::list:
    case Kind::tuple: {
      core::List items;
      for (const Node* item : node.items) items.push_back(fold(*item, budget, resolve));
      return node.kind == Kind::list ? Value(std::move(items)) : Value(core::Tuple{std::move(items)});
    }
    case Kind::dict:
      return fold_dict(node, budget, resolve);
    case Kind::bool_op: {
      Value value;
      for (const Node* item : node.items) {
        value = fold(*item, budget, resolve);
        if (core::python_truth(value) == (node.op == Op::logical_or)) break;
      }
      return value;
    }
    case Kind::if_exp:
      return fold(core::python_truth(fold(*node.a, budget, resolve)) ? *node.b : *node.c, budget, resolve);
    case Kind::name:
      if (resolve) return resolved(node, budget, resolve);
      raise("NameError", core::format("name '{}' is not defined", node.text()));
    case Kind::call:
      if (resolve) return resolved(node, budget, resolve);
      if (node.a->kind == Kind::name && node.extra->keywords.empty()) return fold_call(node, budget);
      [[fallthrough]];
    case Kind::attribute:
    case Kind::subscript:
      if (resolve) return resolved(node, budget, resolve);
      // The first name that Python would meet.
      fold(*node.a, budget, resolve);
      raise("NotImplementedError", core::format("an expression with a {}", kind_name(node.kind)));
    case Kind::compare:
      if (resolve) return resolved(node, budget, resolve);
      [[fallthrough]];
    default:
      raise("NotImplementedError", core::format("an expression with a {}", kind_name(node.kind)));
  }
}

}  // namespace chat::python
