#include "chat/python/builtins.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <initializer_list>

#include "chat/python/arithmetic.h"
#include "chat/python/exception.h"
#include "core/big_integer.h"
#include "core/format.h"
#include "core/python_text.h"

namespace chat::python {
namespace {

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

constexpr std::array<std::string_view, 76> kBuiltins = {
    "__import__", "abs",       "aiter",   "all",       "anext",      "any",          "ascii",   "bin",     "bool",
    "breakpoint", "bytearray", "bytes",   "callable",  "chr",        "classmethod",  "compile", "complex", "copyright",
    "credits",    "delattr",   "dict",    "dir",       "divmod",     "enumerate",    "eval",    "exec",    "exit",
    "filter",     "float",     "format",  "frozenset", "getattr",    "globals",      "hasattr", "hash",    "help",
    "hex",        "id",        "input",   "int",       "isinstance", "issubclass",   "iter",    "len",     "license",
    "list",       "locals",    "map",     "max",       "memoryview", "min",          "next",    "object",  "oct",
    "open",       "ord",       "pow",     "print",     "property",   "quit",         "range",   "repr",    "reversed",
    "round",      "set",       "setattr", "slice",     "sorted",     "staticmethod", "str",     "sum",     "super",
    "tuple",      "type",      "vars",    "zip"};

// What Python says of keywords that the function does not take; nothing where it may take them.
void refuse_keywords(std::string_view name, const Arguments& arguments, const Keywords& keywords) {
  const bool is_extreme = name == "max" || name == "min";
  if (is_extreme && arguments.empty()) {
    raise("TypeError", core::format("{} expected at least 1 argument, got 0", name));
  }
  if (name == "sum" && arguments.empty()) raise("TypeError", "sum() takes at least 1 positional argument (0 given)");
  if (name == "sorted" && arguments.empty()) raise("TypeError", "sorted expected 1 argument, got 0");
  if (keywords.empty()) return;
  for (const std::string_view other : {"abs", "len", "list", "tuple", "float", "bool", "range", "repr", "set"}) {
    if (name == other) raise("TypeError", core::format("{}() takes no keyword arguments", name));
  }
  const auto takes = [&](std::initializer_list<std::string_view> names) {
    for (const auto& keyword : keywords) {
      if (std::find(names.begin(), names.end(), keyword.first) == names.end()) {
        raise("TypeError", core::format("'{}' is an invalid keyword argument for {}()", keyword.first, name));
      }
    }
  };
  if (name == "print") takes({"sep", "end", "file", "flush"});
  if (name == "str") takes({"object", "encoding", "errors"});
  if (name == "int") takes({"base"});
}

// round(x) of one argument: the nearest int, ties to even.
Value round_to_int(const Value& value) {
  if (value.is_int() || value.is_bool()) return numeric_unary(Op::u_add, value);
  if (!value.is_float()) {
    raise("TypeError", core::format("type {} doesn't define __round__ method", value.type_name()));
  }
  const double real = value.as_double();
  if (std::isnan(real)) raise("ValueError", "cannot convert float NaN to integer");
  if (std::isinf(real)) raise("OverflowError", "cannot convert float infinity to integer");
  return core::BigInteger::from_text(core::fixed(std::nearbyint(real), 0), 10).to_value();
}

}  // namespace

bool is_builtin(std::string_view name) {
  return std::binary_search(kBuiltins.begin(), kBuiltins.end(), name);
}

Value call_builtin(std::string_view name, const Arguments& arguments, const Keywords& keywords) {
  if (!is_builtin(name)) raise("NameError", core::format("name '{}' is not defined", name));
  refuse_keywords(name, arguments, keywords);
  if (name == "round" && arguments.size() + keywords.size() == 1) {
    if (keywords.empty()) return round_to_int(arguments[0]);
    if (keywords[0].first == "number") return round_to_int(keywords[0].second);
  }
  if (name == "dict" && arguments.empty()) {
    core::Dict out;
    for (const auto& [key, value] : keywords) out.set(key, value);
    return out;
  }
  if (name == "print") return {};
  if (!keywords.empty()) raise("NotImplementedError", core::format("{}() of these arguments", name));
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
  if (name == "min" || name == "max") return extreme(name, arguments);
  if (name == "sum") return sum(only(name, arguments));
  raise("NotImplementedError", core::format("{}() of these arguments", name));
}

}  // namespace chat::python
