#include "chat/python/arithmetic.h"

#include <cmath>
#include <optional>

#include "chat/python/exception.h"
#include "core/big_integer.h"
#include "core/format.h"

namespace chat::python {
namespace {

using core::BigInteger;
using core::Complex;
using core::Value;

Value bounded(const BigInteger& value) {
  if (value.bits() > kMaxIntBits) raise("OverflowError", kIntTooLong);
  return value.to_value();
}

double to_double(const Value& value) {
  if (value.is_float() || value.type() == Value::Type::integer) return value.as_double();
  const double real = BigInteger(value).to_double();
  if (std::isinf(real)) raise("OverflowError", "int too large to convert to float");
  return real;
}

Complex to_complex(const Value& value) {
  return value.is_complex() ? value.as_complex() : Complex{to_double(value), 0};
}

// Python's remainder has the divisor's sign; the quotient goes with it.
void float_divmod(double a, double b, double& quotient, double& remainder) {
  remainder = std::fmod(a, b);
  quotient = (a - remainder) / b;
  if (remainder != 0) {
    if ((b < 0) != (remainder < 0)) {
      remainder += b;
      quotient -= 1.0;
    }
  } else {
    remainder = std::copysign(0.0, b);
  }
  if (quotient == 0) {
    quotient = std::copysign(0.0, a / b);
    return;
  }
  const double floored = std::floor(quotient);
  quotient = quotient - floored > 0.5 ? floored + 1.0 : floored;
}

Complex complex_product(const Complex& a, const Complex& b) {
  return {a.real * b.real - a.imag * b.imag, a.real * b.imag + a.imag * b.real};
}

// Smith's method, as CPython's _Py_c_quot; b is not zero.
Complex complex_quotient(const Complex& a, const Complex& b) {
  if (std::abs(b.real) >= std::abs(b.imag)) {
    const double ratio = b.imag / b.real;
    const double scale = b.real + b.imag * ratio;
    return {(a.real + a.imag * ratio) / scale, (a.imag - a.real * ratio) / scale};
  }
  const double ratio = b.real / b.imag;
  const double scale = b.real * ratio + b.imag;
  return {(a.real * ratio + a.imag) / scale, (a.imag * ratio - a.real) / scale};
}

Complex complex_whole_power(const Complex& base, unsigned exponent) {
  Complex result{1, 0};
  Complex square = base;
  for (; exponent != 0; exponent >>= 1U) {
    if ((exponent & 1U) != 0) result = complex_product(result, square);
    square = complex_product(square, square);
  }
  return result;
}

// |a|^b at the angle of a, turned by b.
Complex complex_polar_power(const Complex& a, const Complex& b) {
  const double size = std::hypot(a.real, a.imag);
  double length = std::pow(size, b.real);
  const double angle = std::atan2(a.imag, a.real);
  double phase = angle * b.real;
  if (b.imag != 0) {
    length /= std::exp(angle * b.imag);
    phase += b.imag * std::log(size);
  }
  return {length * std::cos(phase), length * std::sin(phase)};
}

Value complex_power(const Complex& a, const Complex& b) {
  constexpr double kMostWhole = 100;  // CPython multiplies for whole exponents up to here
  const bool is_zero = a.real == 0 && a.imag == 0;
  Complex result;
  if (is_zero && (b.real < 0 || b.imag != 0)) raise("ZeroDivisionError", "0.0 to a negative or complex power");
  if (b.imag == 0 && std::floor(b.real) == b.real && std::abs(b.real) <= kMostWhole) {
    result = complex_whole_power(a, static_cast<unsigned>(std::abs(b.real)));
    if (b.real <= 0) result = complex_quotient({1, 0}, result);
  } else if (!is_zero) {
    result = complex_polar_power(a, b);
  }
  if (std::isinf(result.real) || std::isinf(result.imag)) raise("OverflowError", "complex exponentiation");
  return result;
}

Value float_power(double a, double b) {
  if (a == 0 && b < 0) raise("ZeroDivisionError", "0.0 cannot be raised to a negative power");
  // A negative base to a fraction is complex.
  if (a < 0 && std::isfinite(a) && std::isfinite(b) && std::floor(b) != b) return complex_power({a, 0}, {b, 0});
  const double result = std::pow(a, b);
  if (std::isinf(result) && std::isfinite(a) && std::isfinite(b)) {
    raise("OverflowError", "(34, 'Numerical result out of range')");
  }
  return result;
}

Value float_operator(Op op, const Value& left, const Value& right) {
  const double a = to_double(left);
  const double b = to_double(right);
  double quotient = 0;
  double remainder = 0;
  switch (op) {
    case Op::add:
      return a + b;
    case Op::sub:
      return a - b;
    case Op::mult:
      return a * b;
    case Op::div:
      if (b == 0) raise("ZeroDivisionError", "float division by zero");
      return a / b;
    case Op::floor_div:
      if (b == 0) raise("ZeroDivisionError", "float floor division by zero");
      float_divmod(a, b, quotient, remainder);
      return quotient;
    case Op::mod:
      if (b == 0) raise("ZeroDivisionError", "float modulo");
      float_divmod(a, b, quotient, remainder);
      return remainder;
    case Op::pow:
      return float_power(a, b);
    default:
      unsupported_operands(op, left, right);
  }
}

Value complex_operator(Op op, const Value& left, const Value& right) {
  const Complex a = to_complex(left);
  const Complex b = to_complex(right);
  switch (op) {
    case Op::add:
      return Complex{a.real + b.real, a.imag + b.imag};
    case Op::sub:
      return Complex{a.real - b.real, a.imag - b.imag};
    case Op::mult:
      return complex_product(a, b);
    case Op::div:
      if (b.real == 0 && b.imag == 0) raise("ZeroDivisionError", "complex division by zero");
      return complex_quotient(a, b);
    case Op::pow:
      return complex_power(a, b);
    default:
      unsupported_operands(op, left, right);
  }
}

Value integer_power(const BigInteger& a, const BigInteger& b) {
  if (b.is_negative()) {
    if (a.is_zero()) raise("ZeroDivisionError", "0.0 cannot be raised to a negative power");
    return float_power(to_double(a.to_value()), to_double(b.to_value()));
  }
  if (a.bits() <= 1) {  // 0, 1, -1: any exponent
    if (b.is_zero()) return 1;
    const bool even = (b & BigInteger(1)).is_zero();
    return a.is_negative() && even ? Value(1) : a.to_value();
  }
  if (!b.fits_int64() || b.to_int64() > static_cast<int64_t>(kMaxIntBits) ||
      (a.bits() - 1) * static_cast<size_t>(b.to_int64()) > kMaxIntBits) {
    raise("OverflowError", kIntTooLong);
  }
  return bounded(BigInteger::power(a, static_cast<uint64_t>(b.to_int64())));
}

Value shift(Op op, const BigInteger& a, const BigInteger& b) {
  if (b.is_negative()) raise("ValueError", "negative shift count");
  const bool large = !b.fits_int64() || b.to_int64() > static_cast<int64_t>(kMaxIntBits);
  if (op == Op::r_shift) {
    if (large) return a.is_negative() ? -1 : 0;
    return a.shift_right(static_cast<size_t>(b.to_int64())).to_value();
  }
  if (a.is_zero()) return 0;
  if (large) raise("OverflowError", kIntTooLong);
  return bounded(a.shift_left(static_cast<size_t>(b.to_int64())));
}

Value integer_operator(Op op, const Value& left, const Value& right) {
  const BigInteger a(left);
  const BigInteger b(right);
  BigInteger quotient;
  BigInteger remainder;
  switch (op) {
    case Op::add:
      return bounded(a + b);
    case Op::sub:
      return bounded(a - b);
    case Op::mult:
      return bounded(a * b);
    case Op::div: {
      if (b.is_zero()) raise("ZeroDivisionError", "division by zero");
      const double result = BigInteger::true_divide(a, b);
      if (std::isinf(result)) raise("OverflowError", "integer division result too large for a float");
      return result;
    }
    case Op::floor_div:
      if (b.is_zero()) raise("ZeroDivisionError", "integer division or modulo by zero");
      BigInteger::floor_divide(a, b, quotient, remainder);
      return quotient.to_value();
    case Op::mod:
      if (b.is_zero()) raise("ZeroDivisionError", "integer modulo by zero");
      BigInteger::floor_divide(a, b, quotient, remainder);
      return remainder.to_value();
    case Op::pow:
      return integer_power(a, b);
    case Op::l_shift:
    case Op::r_shift:
      return shift(op, a, b);
    case Op::bitwise_and:
    case Op::bitwise_or:
    case Op::bitwise_xor: {
      const BigInteger result = op == Op::bitwise_and ? (a & b) : op == Op::bitwise_or ? (a | b) : (a ^ b);
      if (left.is_bool() && right.is_bool()) return !result.is_zero();
      return result.to_value();
    }
    default:
      unsupported_operands(op, left, right);
  }
}

}  // namespace

void unsupported_operands(Op op, const Value& a, const Value& b) {
  const std::string_view name = op == Op::pow ? "** or pow()" : op_text(op);
  raise("TypeError",
        core::format("unsupported operand type(s) for {}: '{}' and '{}'", name, a.type_name(), b.type_name()));
}

namespace {

// What two ints of 64 bits give without leaving them; none for other operators and where it is more.
std::optional<Value> small_operator(Op op, int64_t a, int64_t b) {
  constexpr int64_t kExact = int64_t{1} << 53U;  // doubles up to here hold every int: the quotient is rounded once
  int64_t result = 0;
  switch (op) {
    case Op::add:
      if (__builtin_add_overflow(a, b, &result)) return std::nullopt;
      return result;
    case Op::sub:
      if (__builtin_sub_overflow(a, b, &result)) return std::nullopt;
      return result;
    case Op::mult:
      if (__builtin_mul_overflow(a, b, &result)) return std::nullopt;
      return result;
    case Op::div:
      if (b == 0 || a < -kExact || a > kExact || b < -kExact || b > kExact) return std::nullopt;
      return static_cast<double>(a) / static_cast<double>(b);
    default:
      return std::nullopt;
  }
}

}  // namespace

Value numeric_operator(Op op, const Value& a, const Value& b) {
  if (a.type() == Value::Type::integer && b.type() == Value::Type::integer) {
    if (std::optional<Value> result = small_operator(op, a.as_int(), b.as_int())) return *std::move(result);
    return integer_operator(op, a, b);
  }
  if (a.is_complex() || b.is_complex()) return complex_operator(op, a, b);
  if (a.is_float() || b.is_float()) return float_operator(op, a, b);
  return integer_operator(op, a, b);
}

Value numeric_unary(Op op, const Value& operand) {
  if (operand.is_float() && op != Op::invert) return op == Op::u_sub ? -operand.as_double() : operand.as_double();
  if (operand.is_complex() && op != Op::invert) {
    const Complex c = operand.as_complex();
    return op == Op::u_sub ? Complex{-c.real, -c.imag} : c;
  }
  if (!operand.is_int() && !operand.is_bool()) {
    raise("TypeError", core::format("bad operand type for unary {}: '{}'", op_text(op), operand.type_name()));
  }
  const BigInteger integer(operand);
  if (op == Op::u_add) return integer.to_value();
  return (op == Op::u_sub ? -integer : -integer - BigInteger(1)).to_value();
}

}  // namespace chat::python
