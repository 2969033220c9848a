#include "eval/python_builtins.h"

#include <cmath>

#include "core/format.h"
#include "core/python_text.h"
#include "eval/decode_failure.h"
#include "eval/python_arithmetic.h"

namespace eval {
namespace {

using chat::python::Op;
using core::Value;
using Arguments = std::vector<Value>;

const Value& only(std::string_view name, const Arguments& arguments) {
  if (arguments.size() == 1) return arguments[0];
  raise("TypeError", core::format("{}() takes exactly one argument ({} given)", name, arguments.size()));
}

Value length(const Value& value) {
  size_t size = 0;
  if (value.is_string()) {
    for (const char c : value.as_string()) size += (static_cast<unsigned char>(c) & 0xC0U) != 0x80U ? 1 : 0;
  } else if (value.is_bytes()) {
    size = value.as_bytes().data.size();
  } else if (value.is_list()) {
    size = value.as_list().size();
  } else if (value.is_tuple()) {
    size = value.as_tuple().items.size();
  } else if (value.is_dict()) {
    size = value.as_dict().size();
  } else {
    raise("TypeError", core::format("object of type '{}' has no len()", value.type_name()));
  }
  return static_cast<int64_t>(size);
}

bool is_real(const Value& value) {
  return value.is_number() || value.is_bool();
}

bool is_negative(const Value& value) {
  if (value.is_float()) return std::signbit(value.as_double());
  return core::python_repr(value).starts_with('-');
}

Value absolute(const Value& value) {
  if (value.is_complex()) return std::hypot(value.as_complex().real, value.as_complex().imag);
  if (!is_real(value)) raise("TypeError", core::format("bad operand type for abs(): '{}'", value.type_name()));
  return numeric_unary(is_negative(value) ? Op::u_sub : Op::u_add, value);
}

const std::vector<Value>& items_of(const Value& value) {
  if (value.is_list()) return value.as_list();
  if (value.is_tuple()) return value.as_tuple().items;
  if (is_real(value) || value.is_none())
    raise("TypeError", core::format("'{}' object is not iterable", value.type_name()));
  raise("NotImplementedError", core::format("iterating over a {}", value.type_name()));
}

// min and max of numbers, given one by one or in a sequence.
Value extreme(std::string_view name, const Arguments& arguments) {
  const std::vector<Value>& items = arguments.size() == 1 ? items_of(arguments[0]) : arguments;
  if (items.empty()) raise("ValueError", core::format("{}() arg is an empty sequence", name));
  const Value* best = nullptr;
  for (const Value& item : items) {
    if (!is_real(item)) raise("NotImplementedError", core::format("{}() of a {}", name, item.type_name()));
    if (best == nullptr) {
      best = &item;
      continue;
    }
    const Value difference = numeric_operator(Op::sub, item, *best);
    const bool smaller = is_negative(difference) && !core::python_equal(difference, 0);
    const bool larger = !is_negative(difference) && !core::python_equal(difference, 0);
    if (name == "min" ? smaller : larger) best = &item;
  }
  return *best;
}

Value sum(const Value& items) {
  Value total = 0;
  for (const Value& item : items_of(items)) {
    if (!is_real(item) && !item.is_complex()) unsupported_operands(Op::add, total, item);
    total = numeric_operator(Op::add, total, item);
  }
  return total;
}

}  // namespace

Value call_builtin(std::string_view name, const Arguments& arguments) {
  if (name == "len") return length(only(name, arguments));
  if (name == "abs") return absolute(only(name, arguments));
  if (name == "str" && arguments.size() == 1) return core::python_str(arguments[0]);
  if (name == "repr") return core::python_repr(only(name, arguments));
  if (name == "float" && arguments.size() == 1 && is_real(arguments[0])) {
    return numeric_operator(Op::mult, arguments[0], 1.0);
  }
  if (name == "int" && arguments.size() == 1 && (arguments[0].is_int() || arguments[0].is_bool())) {
    return numeric_unary(Op::u_add, arguments[0]);
  }
  if ((name == "min" || name == "max") && !arguments.empty()) return extreme(name, arguments);
  if (name == "sum") return sum(only(name, arguments));
  for (const std::string_view known : {"str", "float", "int", "min", "max", "bool", "list", "tuple", "dict", "range",
                                       "sorted", "round", "pow", "set", "type", "bytes", "print", "open"}) {
    if (name == known) raise("NotImplementedError", core::format("{}() of these arguments", name));
  }
  raise("NameError", core::format("name '{}' is not defined", name));
}

}  // namespace eval
