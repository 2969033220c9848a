// core::Dict: items in their order, and an index over the keys of those that are not small.
#include <bit>
#include <cmath>
#include <functional>

#include "core/error.h"
#include "core/hash.h"
#include "core/value.h"

namespace core {
namespace {

// Small dicts are searched one by one; from here on an index pays.
constexpr size_t kIndexFrom = 12;

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

// The first characters tell most keys apart.
bool is_text(const Value& key, std::string_view text) {
  const std::string* own = key.if_string();
  return own != nullptr && own->size() == text.size() &&
         (text.empty() || (own->front() == text.front() && *own == text));
}

}  // namespace

Dict::Dict(std::initializer_list<Named> items) {
  items_.reserve(items.size());
  for (const Named& item : items) {
    if (Value* known = find(item.key)) {
      *known = std::move(item.value);
    } else {
      items_.emplace_back(item.key, std::move(item.value));
    }
  }
  rebuild_index();
}

void Dict::reserve(size_t count) {
  items_.reserve(count);
}

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
  constexpr size_t kFew = 4;
  if (items_.capacity() == 1) items_.reserve(kFew);  // one item is common, two are rarely all
  items_.emplace_back(std::move(key), std::move(value));
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
  append(Value(key), Value());
  return items_.back().value;
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

}  // namespace core
