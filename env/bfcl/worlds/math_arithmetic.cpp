// MathAPI: what takes one or two numbers. Operands that Python's operators refuse get an answer; what they raise
// otherwise is raised.
#include <cmath>
#include <optional>

#include "chat/python/arithmetic.h"
#include "chat/python/builtins.h"
#include "core/big_integer.h"
#include "env/bfcl/worlds/math_world.h"
#include "env/bfcl/worlds/python_operators.h"

namespace env::bfcl {
namespace {

using chat::python::numeric_operator;
using chat::python::Op;
using core::BigInteger;
using core::Value;

constexpr const char* kNeedsNumbers = "Both inputs must be numbers";

bool is_whole(const Value& value) {
  return value.is_int() || value.is_bool();
}

bool are_numbers(const Value& a, const Value& b) {
  return (is_real(a) || a.is_complex()) && (is_real(b) || b.is_complex());
}

Value number_or_error(Op op, const Value& a, const Value& b) {
  return are_numbers(a, b) ? math_result(numeric_operator(op, a, b)) : math_error(kNeedsNumbers);
}

// a + b of two sequences of one type.
std::optional<Value> concatenated(const Value& a, const Value& b) {
  if (a.type() != b.type()) return std::nullopt;
  const auto joined = [](auto items, const auto& more) {
    items.insert(items.end(), more.begin(), more.end());
    return items;
  };
  if (a.is_string()) return a.as_string() + b.as_string();
  if (a.is_bytes()) return core::Bytes{a.as_bytes().data + b.as_bytes().data};
  if (a.is_list()) return joined(a.as_list(), b.as_list());
  if (a.is_tuple()) return core::Tuple{joined(a.as_tuple().items, b.as_tuple().items)};
  return std::nullopt;
}

// round(number, places) of an int: to a multiple of 10^-places, ties to even.
Value round_integer(const Value& number, const BigInteger& places) {
  const BigInteger value(number);
  if (!places.is_negative()) return value.to_value();
  const BigInteger digits(static_cast<int64_t>(value.to_decimal().size()));
  if (BigInteger::compare(-places, digits) > 0) return 0;
  const BigInteger unit = BigInteger::power(BigInteger(10), static_cast<uint64_t>((-places).to_int64()));
  BigInteger quotient;
  BigInteger rest;
  BigInteger::floor_divide(value, unit, quotient, rest);
  const int side = BigInteger::compare(rest.shift_left(1), unit);
  const bool is_odd = !(quotient & BigInteger(1)).is_zero();
  if (side > 0 || (side == 0 && is_odd)) quotient = quotient + BigInteger(1);
  return (quotient * unit).to_value();
}

// round(number, places) of a float.
Value round_float(double number, const BigInteger& places) {
  if (!std::isfinite(number)) return number;
  // Beyond these every double is a multiple of the unit, or less than half of it.
  constexpr int64_t kMostPlaces = 323;
  constexpr int64_t kLeastPlaces = -308;
  if (BigInteger::compare(places, BigInteger(kMostPlaces)) > 0) return number;
  if (BigInteger::compare(places, BigInteger(kLeastPlaces)) < 0) return 0.0 * number;
  return python_round(number, static_cast<int>(places.to_int64()));
}

}  // namespace

Value MathWorld::add(const Arguments& arguments) {
  if (const auto joined = concatenated(arguments[0], arguments[1])) return math_result(*joined);
  return number_or_error(Op::add, arguments[0], arguments[1]);
}

Value MathWorld::subtract(const Arguments& arguments) {
  return number_or_error(Op::sub, arguments[0], arguments[1]);
}

Value MathWorld::multiply(const Arguments& arguments) {
  if (!is_real(arguments[0]) || !is_real(arguments[1])) return math_error(kNeedsNumbers);
  return number_or_error(Op::mult, arguments[0], arguments[1]);
}

Value MathWorld::divide(const Arguments& arguments) {
  if (arguments[1] == Value(0)) return math_error("Cannot divide by zero");
  return number_or_error(Op::div, arguments[0], arguments[1]);
}

Value MathWorld::power(const Arguments& arguments) {
  return number_or_error(Op::pow, arguments[0], arguments[1]);
}

Value MathWorld::absolute_value(const Arguments& arguments) {
  if (!are_numbers(arguments[0], 0)) return math_error("Input must be a number");
  return math_result(chat::python::call_builtin("abs", {arguments[0]}));
}

Value MathWorld::round_number(const Arguments& arguments) {
  const Value& number = arguments[0];
  const Value& places = arguments[1];
  if (!is_real(number) || !(is_whole(places) || places.is_none())) {
    return math_error("First input must be a number, second input must be an integer");
  }
  if (places.is_none()) return math_result(chat::python::call_builtin("round", {number}));
  if (number.is_float()) return math_result(round_float(number.as_double(), BigInteger(places)));
  return math_result(round_integer(number, BigInteger(places)));
}

Value MathWorld::percentage(const Arguments& arguments) {
  const Value& part = arguments[0];
  const Value& whole = arguments[1];
  if (whole == Value(0)) return math_error("Whole value cannot be zero");
  if (!are_numbers(part, whole)) return math_error(kNeedsNumbers);
  return math_result(numeric_operator(Op::mult, numeric_operator(Op::div, part, whole), 100));
}

}  // namespace env::bfcl
