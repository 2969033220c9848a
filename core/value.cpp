#include "core/value.h"

#include <array>
#include <bit>
#include <cmath>
#include <cstdlib>
#include <functional>
#include <limits>

#include "core/error.h"
#include "core/hash.h"

namespace core {
namespace {

// In the order of Value::Type; an object has its own.
constexpr std::array<std::string_view, 11> kTypeNames = {"NoneType", "bool", "int", "float", "str",    "list",
                                                         "tuple",    "dict", "int", "bytes", "complex"};

// Small dicts are searched one by one; from here on an index pays.
constexpr size_t kIndexFrom = 12;

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

Dict::Dict(std::initializer_list<Named> items) {
  items_.reserve(items.size());
  for (const Named& item : items) {
    if (Value* known = find(item.key)) {
      *known = std::move(item.value);
    } else {
      append(Value(item.key), std::move(item.value));
    }
  }
}

void Dict::reserve(size_t count) {
  items_.reserve(count);
}

namespace {

uint64_t hash_number(double real) {
  constexpr double kLimit = 9223372036854775808.0;  // 2^63
  if (real >= -kLimit && real < kLimit && std::trunc(real) == real) {
    return mix64(static_cast<uint64_t>(static_cast<int64_t>(real)));
  }
  return mix64(std::bit_cast<uint64_t>(real));
}

uint64_t hash_text(std::string_view text) {
  return std::hash<std::string_view>()(text);
}

// Equal values have equal hashes, whatever their types: True, 1, 1.0 and 1+0j. Unhashable values share one.
uint64_t hash_key(const Value& key) {
  switch (key.type()) {
    case Value::Type::boolean:
      return mix64(static_cast<uint64_t>(key.as_bool()));
    case Value::Type::integer:
      return mix64(static_cast<uint64_t>(key.as_int()));
    case Value::Type::big_integer:
    case Value::Type::real:
      return hash_number(key.as_double());
    case Value::Type::complex:
      return hash_number(key.as_complex().real);
    case Value::Type::string:
      return hash_text(key.as_string());
    case Value::Type::bytes:
      return mix64(hash64(key.as_bytes().data));
    case Value::Type::object:
      return hash64(key.as_object().repr);
    case Value::Type::tuple: {
      uint64_t hash = 1;
      for (const Value& item : key.as_tuple().items) hash = mix64(hash + hash_key(item));
      return hash;
    }
    default:
      return 2;
  }
}

}  // namespace

size_t Dict::position(const Value& key) const {
  if (index_.empty()) {
    for (size_t i = 0; i < items_.size(); ++i) {
      if (python_equal(items_[i].key, key)) return i;
    }
    return items_.size();
  }
  const size_t mask = index_.size() - 1;
  for (size_t slot = hash_key(key) & mask; index_[slot] != 0; slot = (slot + 1) & mask) {
    if (python_equal(items_[index_[slot] - 1].key, key)) return index_[slot] - 1;
  }
  return items_.size();
}

// The first characters tell most keys apart.
static bool is_text(const Value& key, std::string_view text) {
  const std::string* own = key.if_string();
  return own != nullptr && own->size() == text.size() &&
         (text.empty() || (own->front() == text.front() && *own == text));
}

size_t Dict::position(std::string_view key) const {
  if (index_.empty()) {
    size_t i = 0;
    while (i < items_.size() && !is_text(items_[i].key, key)) ++i;
    return i;
  }
  const size_t mask = index_.size() - 1;
  for (size_t slot = hash_text(key) & mask; index_[slot] != 0; slot = (slot + 1) & mask) {
    if (is_text(items_[index_[slot] - 1].key, key)) return index_[slot] - 1;
  }
  return items_.size();
}

void Dict::index_item(size_t item) {
  const size_t mask = index_.size() - 1;
  size_t slot = hash_key(items_[item].key) & mask;
  while (index_[slot] != 0) slot = (slot + 1) & mask;
  index_[slot] = static_cast<uint32_t>(item + 1);
}

void Dict::rebuild_index() {
  index_.clear();
  if (items_.size() <= kIndexFrom) return;
  index_.resize(std::bit_ceil(items_.size() * 3));
  for (size_t i = 0; i < items_.size(); ++i) index_item(i);
}

void Dict::append(Value&& key, Value&& value) {
  items_.emplace_back(std::move(key), std::move(value));
  index_last();
}

void Dict::index_last() {
  if (items_.size() <= kIndexFrom) return;
  if (items_.size() * 2 > index_.size()) {
    rebuild_index();
  } else {
    index_item(items_.size() - 1);
  }
}

const Value* Dict::find(std::string_view key) const {
  const size_t at = position(key);
  return at < items_.size() ? &items_[at].value : nullptr;
}

Value* Dict::find(std::string_view key) {
  return const_cast<Value*>(std::as_const(*this).find(key));
}

const Value* Dict::find(const Value& key) const {
  if (key.is_string()) return find(std::string_view(key.as_string()));
  const size_t at = position(key);
  return at < items_.size() ? &items_[at].value : nullptr;
}

const Value& Dict::at(std::string_view key) const {
  const Value* value = find(key);
  if (value == nullptr) throw data_error(format("key `{}` is missing", key));
  return *value;
}

Value& Dict::operator[](std::string_view key) {
  if (Value* value = find(key)) return *value;
  DictItem& item = items_.emplace_back();
  item.key.make_string(key);
  index_last();
  return item.value;
}

void Dict::set(Value key, Value value) {
  if (const Value* old = find(key)) {
    *const_cast<Value*>(old) = std::move(value);
  } else {
    append(std::move(key), std::move(value));
  }
}

bool Dict::erase(std::string_view key) {
  const size_t at = position(key);
  if (at == items_.size()) return false;
  items_.erase(items_.begin() + static_cast<std::ptrdiff_t>(at));
  rebuild_index();
  return true;
}

Value::Value(unsigned long v) {
  if (v <= static_cast<unsigned long>(std::numeric_limits<int64_t>::max())) {
    data_ = static_cast<int64_t>(v);
  } else {
    data_ = share_rare(BigInt{std::to_string(v)});
  }
}

void Value::wrong_type(std::string_view expected) const {
  throw data_error(format("expected {}, found {}", expected, type_name()));
}

std::string_view Value::type_name() const {
  return is_object() ? as_object().type : kTypeNames.at(static_cast<size_t>(type()));
}

bool Value::as_bool() const {
  if (const auto* v = std::get_if<bool>(&data_)) return *v;
  wrong_type("bool");
}

int64_t Value::as_int() const {
  if (const auto* v = std::get_if<int64_t>(&data_)) return *v;
  wrong_type("int of 64 bits");
}

double Value::as_double() const {
  if (const auto* v = std::get_if<double>(&data_)) return *v;
  if (const auto* v = std::get_if<int64_t>(&data_)) return static_cast<double>(*v);
  if (const auto* v = rare<BigInt>()) return std::strtod(v->decimal.c_str(), nullptr);
  wrong_type("number");
}

List& Value::as_list() {
  if (auto* v = std::get_if<SharedList>(&data_)) return v->write();
  wrong_type("list");
}

const Tuple& Value::as_tuple() const {
  if (const auto* v = std::get_if<SharedTuple>(&data_)) return **v;
  wrong_type("tuple");
}

Dict& Value::as_dict() {
  if (auto* v = std::get_if<SharedDict>(&data_)) return v->write();
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
  if (is_numeric(a) && is_numeric(b)) return numbers_equal(a, b);
  if (a.type() != b.type()) return false;
  switch (a.type()) {
    case Value::Type::string:
      return a.as_string() == b.as_string();
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
