#include "core/value.h"

#include <array>
#include <cmath>
#include <cstdlib>
#include <limits>

#include "core/error.h"

namespace core {
namespace {

// In the order of Value::Type; an object has its own.
constexpr std::array<std::string_view, 11> kTypeNames = {"NoneType", "bool", "int", "float", "str",    "list",
                                                         "tuple",    "dict", "int", "bytes", "complex"};

// int64 against double without rounding either.
bool int_equals_double(int64_t integer, double real) {
  constexpr double kLimit = 9223372036854775808.0;  // 2^63
  return real >= -kLimit && real < kLimit && std::trunc(real) == real && static_cast<int64_t>(real) == integer;
}

// A double beyond int64 is a whole number with an exact decimal text.
bool big_equals_double(const BigInt& big, double real) {
  return std::isfinite(real) && std::abs(real) >= 9.2e18 && fixed(real, 0) == big.decimal;
}

bool numbers_equal(const Value& a, const Value& b) {
  const auto integer = [](const Value& v) { return v.is_bool() ? static_cast<int64_t>(v.as_bool()) : v.as_int(); };
  if (a.is_complex()) {
    return b.is_complex() ? a.as_complex().real == b.as_complex().real && a.as_complex().imag == b.as_complex().imag
                          : a.as_complex().imag == 0 && numbers_equal(Value(a.as_complex().real), b);
  }
  if (b.is_complex()) return numbers_equal(b, a);
  const bool a_big = a.type() == Value::Type::big_integer;
  const bool b_big = b.type() == Value::Type::big_integer;
  if (a.is_float() && b.is_float()) return a.as_double() == b.as_double();
  if (a.is_float())
    return b_big ? big_equals_double(b.as_big_int(), a.as_double()) : int_equals_double(integer(b), a.as_double());
  if (b.is_float()) return numbers_equal(b, a);
  if (a_big || b_big) return a_big && b_big && a.as_big_int().decimal == b.as_big_int().decimal;
  return integer(a) == integer(b);
}

bool is_numeric(const Value& v) {
  return v.is_number() || v.is_bool() || v.is_complex();
}

bool items_equal(const std::vector<Value>& a, const std::vector<Value>& b, bool (*equal)(const Value&, const Value&)) {
  if (a.size() != b.size()) return false;
  for (size_t i = 0; i < a.size(); ++i) {
    if (!equal(a[i], b[i])) return false;
  }
  return true;
}

}  // namespace

Value::Value(unsigned long v) {
  if (v <= static_cast<unsigned long>(std::numeric_limits<int64_t>::max())) {
    integer_ = static_cast<int64_t>(v);
    type_ = Type::integer;
  } else {
    *this = BigInt{std::to_string(v)};
  }
}

void Value::copy(const Value& other) {
  type_ = other.type_;
  if (type_ == Type::string) {
    std::construct_at(&string_, other.string_);
    return;
  }
  switch (type_) {
    case Type::list:
      std::construct_at(&list_, other.list_);
      break;
    case Type::tuple:
      std::construct_at(&tuple_, other.tuple_);
      break;
    case Type::dict:
      std::construct_at(&dict_, other.dict_);
      break;
    default:
      std::construct_at(&rare_, other.rare_);
  }
}

void Value::destroy() noexcept {
  if (type_ == Type::string) {
    std::destroy_at(&string_);
    return;
  }
  switch (type_) {
    case Type::list:
      std::destroy_at(&list_);
      break;
    case Type::tuple:
      std::destroy_at(&tuple_);
      break;
    case Type::dict:
      std::destroy_at(&dict_);
      break;
    default:
      std::destroy_at(&rare_);
  }
}

void Value::wrong_type(std::string_view expected) const {
  throw data_error(format("expected {}, found {}", expected, type_name()));
}

std::string_view Value::type_name() const {
  return is_object() ? as_object().type : kTypeNames.at(static_cast<size_t>(type()));
}

double Value::big_as_double() const {
  if (const auto* v = rare<BigInt>()) return std::strtod(v->decimal.c_str(), nullptr);
  wrong_type("number");
}

List& Value::as_list() {
  if (type_ == Type::list) return list_.write();
  wrong_type("list");
}

const Tuple& Value::as_tuple() const {
  if (type_ == Type::tuple) return *tuple_;
  wrong_type("tuple");
}

Dict& Value::as_dict() {
  if (type_ == Type::dict) return dict_.write();
  wrong_type("dict");
}

const BigInt& Value::as_big_int() const {
  if (const auto* v = rare<BigInt>()) return *v;
  wrong_type("int beyond 64 bits");
}

const Bytes& Value::as_bytes() const {
  if (const auto* v = rare<Bytes>()) return *v;
  wrong_type("bytes");
}

const Complex& Value::as_complex() const {
  if (const auto* v = rare<Complex>()) return *v;
  wrong_type("complex");
}

const Object& Value::as_object() const {
  if (const auto* v = rare<Object>()) return *v;
  wrong_type("object");
}

std::string Value::get_string(std::string_view key, std::string_view fallback) const {
  const Value* value = find(key);
  return value != nullptr && !value->is_none() ? value->as_string() : std::string(fallback);
}

int64_t Value::get_int(std::string_view key, int64_t fallback) const {
  const Value* value = find(key);
  return value != nullptr && !value->is_none() ? value->as_int() : fallback;
}

double Value::get_double(std::string_view key, double fallback) const {
  const Value* value = find(key);
  return value != nullptr && !value->is_none() ? value->as_double() : fallback;
}

bool Value::get_bool(std::string_view key, bool fallback) const {
  const Value* value = find(key);
  return value != nullptr && !value->is_none() ? value->as_bool() : fallback;
}

bool python_equal(const Value& a, const Value& b) {
  if (a.is_string() || b.is_string()) return a.type() == b.type() && a.as_string() == b.as_string();
  if (is_numeric(a) && is_numeric(b)) return numbers_equal(a, b);
  if (a.type() != b.type()) return false;
  switch (a.type()) {
    case Value::Type::bytes:
      return a.as_bytes().data == b.as_bytes().data;
    case Value::Type::object:
      return a.as_object().type == b.as_object().type && a.as_object().repr == b.as_object().repr;
    case Value::Type::list:
      return items_equal(a.as_list(), b.as_list(), python_equal);
    case Value::Type::tuple:
      return items_equal(a.as_tuple().items, b.as_tuple().items, python_equal);
    case Value::Type::dict: {
      if (a.as_dict().size() != b.as_dict().size()) return false;
      for (const auto& [key, value] : a.as_dict()) {
        const Value* other = b.as_dict().find(key);
        if (other == nullptr || !python_equal(value, *other)) return false;
      }
      return true;
    }
    default:
      return true;  // None
  }
}

bool python_truth(const Value& value) {
  switch (value.type()) {
    case Value::Type::none:
      return false;
    case Value::Type::string:
      return !value.as_string().empty();
    case Value::Type::bytes:
      return !value.as_bytes().data.empty();
    case Value::Type::list:
      return !value.as_list().empty();
    case Value::Type::tuple:
      return !value.as_tuple().items.empty();
    case Value::Type::dict:
      return !value.as_dict().empty();
    default:
      return !python_equal(value, 0);
  }
}

bool identical(const Value& a, const Value& b) {
  if (a.type() != b.type()) return false;
  if (a.is_complex()) {
    return identical(a.as_complex().real, b.as_complex().real) && identical(a.as_complex().imag, b.as_complex().imag);
  }
  if (a.is_list()) return items_equal(a.as_list(), b.as_list(), identical);
  if (a.is_tuple()) return items_equal(a.as_tuple().items, b.as_tuple().items, identical);
  if (a.is_float()) {
    return (std::isnan(a.as_double()) && std::isnan(b.as_double())) ||
           (a.as_double() == b.as_double() && std::signbit(a.as_double()) == std::signbit(b.as_double()));
  }
  if (!a.is_dict()) return python_equal(a, b);
  if (a.as_dict().size() != b.as_dict().size()) return false;
  auto other = b.as_dict().begin();
  for (const auto& [key, value] : a.as_dict()) {
    if (!identical(key, other->key) || !identical(value, other->value)) return false;
    ++other;
  }
  return true;
}

}  // namespace core
