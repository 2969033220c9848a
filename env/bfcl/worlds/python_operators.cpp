#include "env/bfcl/worlds/python_operators.h"

#include <cmath>
#include <cstdlib>
#include <string>

#include "chat/python/arithmetic.h"
#include "chat/python/exception.h"
#include "chat/python/number_text.h"
#include "core/big_integer.h"
#include "core/format.h"
#include "core/python_text.h"
#include "env/bfcl/worlds/python_error.h"

namespace env::bfcl {
namespace {

using chat::python::Op;
using core::BigInteger;
using core::Value;

// Items of a repeated sequence; Python goes on while it has memory.
constexpr uint64_t kMostRepeated = 4'000'000;

Value numeric(Op op, const Value& a, const Value& b) {
  try {
    return chat::python::numeric_operator(op, a, b);
  } catch (const chat::python::PythonError& error) {
    throw PythonError(error.text);
  }
}

[[noreturn]] void unsupported(std::string_view operation, const Value& a, const Value& b) {
  throw PythonError(
      core::format("unsupported operand type(s) for {}: '{}' and '{}'", operation, a.type_name(), b.type_name()));
}

// Below zero, zero or above zero, as an int compares with a float that is not NaN: without rounding either.
int compare_exactly(const BigInteger& integer, double real) {
  if (std::isinf(real)) return real > 0 ? -1 : 1;
  const double floor = std::floor(real);
  const int whole = BigInteger::compare(integer, BigInteger::from_text(core::fixed(floor, 0), 10));
  return whole == 0 && real > floor ? -1 : whole;
}

// A float, or an int that a double holds exactly.
bool is_exact_double(const Value& value) {
  constexpr int64_t kExact = int64_t{1} << 53U;
  return value.is_float() ||
         (value.type() == Value::Type::integer && value.as_int() >= -kExact && value.as_int() <= kExact);
}

bool numbers_less(const Value& a, const Value& b) {
  if (is_exact_double(a) && is_exact_double(b)) return a.as_double() < b.as_double();
  if (a.is_float() && b.is_float()) return a.as_double() < b.as_double();
  if (a.is_float()) return !std::isnan(a.as_double()) && compare_exactly(BigInteger(b), a.as_double()) > 0;
  if (b.is_float()) return !std::isnan(b.as_double()) && compare_exactly(BigInteger(a), b.as_double()) < 0;
  return BigInteger::compare(BigInteger(a), BigInteger(b)) < 0;
}

// The multiple of 10^zeros that is nearest to a number, ties to even.
std::string whole_multiple(double value, size_t zeros) {
  std::string unit(zeros + 1, '0');
  unit.front() = '1';
  const BigInteger size = BigInteger::from_text(unit, 10);
  const double floor = std::floor(value);
  BigInteger count;
  BigInteger rest;
  BigInteger::floor_divide(BigInteger::from_text(core::fixed(floor, 0), 10), size, count, rest);
  const int side = BigInteger::compare(rest.shift_left(1), size);
  const bool is_odd = !(count & BigInteger(1)).is_zero();
  if (side > 0 || (side == 0 && (is_odd || value > floor))) count = count + BigInteger(1);
  const std::string sign = count.is_zero() && value < 0 ? "-" : "";
  return sign + (count * size).to_decimal();
}

}  // namespace

bool is_real(const Value& value) {
  return value.is_number() || value.is_bool();
}

bool is_numeric(const Value& value) {
  return is_real(value) || value.is_complex();
}

bool python_less(const Value& a, const Value& b) {
  if (a.is_float() && b.is_float()) return a.as_double() < b.as_double();
  if (is_real(a) && is_real(b)) return numbers_less(a, b);
  // UTF-8 sorts as its code points do.
  if (a.is_string() && b.is_string()) return a.as_string() < b.as_string();
  throw PythonError(core::format("'<' not supported between instances of '{}' and '{}'", a.type_name(), b.type_name()));
}

Value python_add_in_place(const Value& a, const Value& b) {
  if (is_numeric(a) && is_numeric(b)) return numeric(Op::add, a, b);
  if (!a.is_string()) unsupported("+=", a, b);
  if (b.is_string()) return a.as_string() + b.as_string();
  throw PythonError(core::format("can only concatenate str (not \"{}\") to str", b.type_name()));
}

Value python_subtract_in_place(const Value& a, const Value& b) {
  if (is_numeric(a) && is_numeric(b)) return numeric(Op::sub, a, b);
  unsupported("-=", a, b);
}

Value python_subtract(const Value& a, const Value& b) {
  if (is_numeric(a) && is_numeric(b)) return numeric(Op::sub, a, b);
  unsupported("-", a, b);
}

Value python_multiply(const Value& a, const Value& factor) {
  if (is_numeric(a) && is_numeric(factor)) return numeric(Op::mult, a, factor);
  const bool sequence = a.is_string() || a.is_list() || a.is_tuple() || a.is_bytes();
  if (!sequence) unsupported("*", a, factor);
  if (!factor.is_bool() && factor.type() != Value::Type::integer) {
    throw PythonError(core::format("can't multiply sequence by non-int of type '{}'", factor.type_name()));
  }
  const int64_t count = factor.is_bool() ? static_cast<int64_t>(factor.as_bool()) : factor.as_int();
  const auto repeated = [count](const auto& items) {
    if (count > 0 && items.size() > kMostRepeated / static_cast<uint64_t>(count)) {
      throw PythonError("");  // str(MemoryError())
    }
    auto out = items;
    out.clear();
    for (int64_t i = 0; i < count; ++i) out.insert(out.end(), items.begin(), items.end());
    return out;
  };
  if (a.is_string()) return repeated(a.as_string());
  if (a.is_list()) return repeated(a.as_list());
  if (a.is_tuple()) return core::Tuple{repeated(a.as_tuple().items)};
  return core::Bytes{repeated(a.as_bytes().data)};
}

Value python_divide(const Value& a, const Value& b) {
  if (is_numeric(a) && is_numeric(b)) return numeric(Op::div, a, b);
  unsupported("/", a, b);
}

double python_to_float(const Value& value) {
  if (is_exact_double(value)) return value.as_double();
  if (is_real(value)) return numeric(Op::mult, value, Value(1.0)).as_double();
  if (!value.is_string() && !value.is_bytes()) {
    throw PythonError(core::format("float() argument must be a string or a real number, not '{}'", value.type_name()));
  }
  const std::optional<double> parsed =
      chat::python::float_of_text(value.is_string() ? value.as_string() : value.as_bytes().data);
  if (!parsed) throw PythonError("could not convert string to float: " + core::python_repr(value));
  return *parsed;
}

double python_round(double value, int digits) {
  if (!std::isfinite(value) || value == 0) return value;
  // The exact binary value is rounded, ties to even, and read back to the nearest double: what CPython does with its
  // own dtoa.
  const std::string text =
      digits >= 0 ? core::fixed(value, digits) : whole_multiple(value, static_cast<size_t>(-digits));
  const double rounded = std::strtod(text.c_str(), nullptr);
  if (std::isinf(rounded)) throw PythonError("rounded value too large to represent");
  return rounded;
}

const Value& python_subscript(const Value& container, std::string_view key) {
  if (container.is_dict()) {
    if (const Value* found = container.as_dict().find(key)) return *found;
    throw PythonError(core::python_repr_string(key));
  }
  const std::string type(container.type_name());
  if (container.is_string()) throw PythonError("string indices must be integers, not 'str'");
  if (container.is_bytes()) throw PythonError("byte indices must be integers or slices, not str");
  if (container.is_list() || container.is_tuple()) {
    throw PythonError(type + " indices must be integers or slices, not str");
  }
  throw PythonError("'" + type + "' object is not subscriptable");
}

const Value& python_lookup(const core::Dict& dict, const Value& key) {
  const Value* found = python_find(dict, key);
  if (found == nullptr) throw PythonError(core::python_repr(key));
  return *found;
}

const Value* python_find(const core::Dict& dict, const Value& key) {
  require_hashable(key);
  return dict.find(key);
}

void require_hashable(const Value& key) {
  if (key.is_string() || key.is_number()) return;
  try {
    chat::python::check_hashable(key);
  } catch (const chat::python::PythonError& error) {
    throw PythonError(error.text);
  }
}

}  // namespace env::bfcl
