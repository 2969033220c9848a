// core::Value: Python's value model, and the only JSON type of the program.
// None, bool, int (exact, any size), float, str, list, tuple, dict (ordered, any hashable key), bytes, complex, and
// objects known by their repr alone.
// Copies share what containers hold until one of them writes. A container that is no constant is written as soon as it
// is asked for as such: as_list() and as_dict() of a variable. Knows equality and types as Python does; printing is in
// core/python_text.h, JSON in core/json.h.
#pragma once

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "core/copy_on_write.h"

namespace core {

class Value;
struct DictItem;

using List = std::vector<Value>;

// A Python tuple: a list of another type.
struct Tuple {
  std::vector<Value> items;
};

// An int outside int64: canonical decimal text ("-123…").
struct BigInt {
  std::string decimal;
};

// A Python bytes object: raw bytes.
struct Bytes {
  std::string data;
};

// A Python complex; JSON has none, Python literals do.
struct Complex {
  double real = 0;
  double imag = 0;
};

// An object of a class that the other types do not cover, such as the constant `...`: it is told apart by its class and
// its repr, is hashable and true, and has no JSON form.
struct Object {
  std::string repr;
  std::string_view type;  // Python's name of the class, of static storage
};

// Insertion-ordered; assigning to an existing key keeps its place, as in Python.
class Dict {
 public:
  Dict();
  Dict(const Dict&);
  Dict(Dict&&) noexcept;
  Dict& operator=(const Dict&);
  Dict& operator=(Dict&&) noexcept;
  ~Dict();

  struct Named;
  // {{"key", value}, …}
  Dict(std::initializer_list<Named> items);

  size_t size() const;
  bool empty() const { return size() == 0; }
  std::vector<DictItem>::const_iterator begin() const;
  std::vector<DictItem>::const_iterator end() const;
  std::vector<DictItem>::iterator begin();
  std::vector<DictItem>::iterator end();

  // nullptr where the key is missing.
  const Value* find(std::string_view key) const;
  Value* find(std::string_view key);
  const Value* find(const char* key) const { return find(std::string_view(key)); }
  Value* find(const char* key) { return find(std::string_view(key)); }
  const Value* find(const Value& key) const;
  bool contains(std::string_view key) const { return find(key) != nullptr; }

  // Throws core::Error(data) naming the missing key.
  const Value& at(std::string_view key) const;
  // Inserts None where the key is missing.
  Value& operator[](std::string_view key);

  void set(Value key, Value value);
  bool erase(std::string_view key);
  void reserve(size_t count);

 private:
  size_t position(std::string_view key) const;  // size() where missing
  size_t position(const Value& key) const;
  void append(Value&& key, Value&& value);
  void index_last();
  void index_item(size_t item);
  void rebuild_index();

  std::vector<DictItem> items_;
  // Open-addressing table of item numbers + 1 over the keys; empty while the dict is small.
  std::vector<uint32_t> index_;
};

class Value {
 public:
  enum class Type { none, boolean, integer, real, string, list, tuple, dict, big_integer, bytes, complex, object };

  Value() = default;
  Value(std::nullptr_t) {}                           // NOLINT(google-explicit-constructor): values read as literals
  Value(bool v) : data_(v) {}                        // NOLINT(google-explicit-constructor)
  Value(int v) : data_(static_cast<int64_t>(v)) {}   // NOLINT(google-explicit-constructor)
  Value(long v) : data_(static_cast<int64_t>(v)) {}  // NOLINT(google-explicit-constructor)
  Value(long long v) : data_(static_cast<int64_t>(v)) {}  // NOLINT(google-explicit-constructor)
  Value(unsigned v) : data_(static_cast<int64_t>(v)) {}   // NOLINT(google-explicit-constructor)
  Value(unsigned long v);                          // NOLINT(google-explicit-constructor): above int64 becomes a big int
  Value(double v) : data_(v) {}                    // NOLINT(google-explicit-constructor)
  Value(const char* v) : data_(std::string(v)) {}  // NOLINT(google-explicit-constructor)
  Value(std::string_view v) : data_(std::string(v)) {}  // NOLINT(google-explicit-constructor)
  Value(std::string v) : data_(std::move(v)) {}         // NOLINT(google-explicit-constructor)
  Value(List v) : data_(SharedList(std::move(v))) {}    // NOLINT(google-explicit-constructor)
  Value(Tuple v) : data_(SharedTuple(std::move(v))) {}  // NOLINT(google-explicit-constructor)
  Value(Dict v) : data_(SharedDict(std::move(v))) {}    // NOLINT(google-explicit-constructor)
  Value(BigInt v) : data_(share_rare(std::move(v))) {}  // NOLINT(google-explicit-constructor)
  Value(Bytes v) : data_(share_rare(std::move(v))) {}   // NOLINT(google-explicit-constructor)
  Value(Complex v) : data_(share_rare(v)) {}            // NOLINT(google-explicit-constructor)
  Value(Object v) : data_(share_rare(std::move(v))) {}  // NOLINT(google-explicit-constructor)
  // Shares what `v` holds. (Templates, so that a list in braces is never taken for one of these.)
  template <class T>
    requires std::same_as<T, CopyOnWrite<List>> || std::same_as<T, CopyOnWrite<Dict>>
  Value(T v) : data_(std::move(v)) {}  // NOLINT(google-explicit-constructor)

  Value(const Value&) = default;
  Value(Value&&) noexcept = default;
  ~Value() = default;
  // What is assigned may be a part of this.
  Value& operator=(const Value& other) {
    if (is_scalar()) {
      data_ = other.data_;
    } else {
      Data copy(other.data_);
      data_ = std::move(copy);
    }
    return *this;
  }
  Value& operator=(Value&& other) noexcept {
    if (is_scalar()) {
      data_ = std::move(other.data_);
    } else {
      Data moved(std::move(other.data_));
      data_ = std::move(moved);
    }
    return *this;
  }

  // For parsers: becomes a str, or an empty container to be filled, without a value that is moved here. `text` is no
  // part of this.
  void make_string(std::string_view text) { data_.emplace<std::string>(std::string(text)); }
  List& make_list() { return data_.emplace<SharedList>().write(); }
  Dict& make_dict() { return data_.emplace<SharedDict>().write(); }

  Type type() const {
    const size_t index = data_.index();
    if (index < kRare) return static_cast<Type>(index);
    const auto& held = *std::get_if<kRare>(&data_);
    return held != nullptr ? static_cast<Type>(kRare + held->index()) : Type::none;  // none: moved from
  }
  // Python's name of the type: "NoneType", "bool", "int", "float", "str", "list", "tuple", "dict",
  // "bytes", "complex", or an object's class.
  std::string_view type_name() const;

  bool is_none() const { return type() == Type::none; }
  bool is_bool() const { return type() == Type::boolean; }
  bool is_int() const { return type() == Type::integer || type() == Type::big_integer; }
  bool is_float() const { return type() == Type::real; }
  bool is_number() const { return is_int() || is_float(); }  // bool is not a number here
  bool is_string() const { return type() == Type::string; }
  bool is_list() const { return type() == Type::list; }
  bool is_tuple() const { return type() == Type::tuple; }
  bool is_dict() const { return type() == Type::dict; }
  bool is_bytes() const { return type() == Type::bytes; }
  bool is_complex() const { return type() == Type::complex; }
  bool is_object() const { return type() == Type::object; }

  // Each throws core::Error(data) "expected X, found Y" where the type differs.
  bool as_bool() const;
  int64_t as_int() const;    // int64 only
  double as_double() const;  // float or int
  // nullptr where this is no str.
  const std::string* if_string() const { return std::get_if<std::string>(&data_); }
  const std::string& as_string() const {
    if (const auto* v = std::get_if<std::string>(&data_)) return *v;
    wrong_type("str");
  }
  const List& as_list() const { return *shared_list(); }
  List& as_list();
  const Tuple& as_tuple() const;
  const Dict& as_dict() const { return *shared_dict(); }
  Dict& as_dict();
  const BigInt& as_big_int() const;
  const Bytes& as_bytes() const;
  const Complex& as_complex() const;
  const Object& as_object() const;
  // What copies of this share.
  const CopyOnWrite<List>& shared_list() const {
    if (const auto* v = std::get_if<SharedList>(&data_)) return *v;
    wrong_type("list");
  }
  const CopyOnWrite<Dict>& shared_dict() const {
    if (const auto* v = std::get_if<SharedDict>(&data_)) return *v;
    wrong_type("dict");
  }

  // Dict access with the place in the error; `get` returns `fallback` where missing.
  const Value& at(std::string_view key) const { return as_dict().at(key); }
  const Value* find(std::string_view key) const { return is_dict() ? as_dict().find(key) : nullptr; }
  std::string get_string(std::string_view key, std::string_view fallback = {}) const;
  int64_t get_int(std::string_view key, int64_t fallback) const;
  double get_double(std::string_view key, double fallback) const;
  bool get_bool(std::string_view key, bool fallback) const;

 private:
  using SharedList = CopyOnWrite<List>;
  using SharedTuple = CopyOnWrite<Tuple>;
  using SharedDict = CopyOnWrite<Dict>;
  // In the order of Type, from big_integer on.
  using Rare = std::variant<BigInt, Bytes, Complex, Object>;
  // In the order of Type. Up to eleven kinds the standard library copies and destroys without a table of functions.
  using Data = std::variant<std::monostate, bool, int64_t, double, std::string, SharedList, SharedTuple, SharedDict,
                            std::shared_ptr<const Rare>>;
  static constexpr size_t kRare = static_cast<size_t>(Type::big_integer);

  template <class T>
  static std::shared_ptr<const Rare> share_rare(T value) {
    return std::make_shared<const Rare>(std::move(value));
  }
  // nullptr where this is of another type.
  template <class T>
  const T* rare() const {
    const auto* held = std::get_if<kRare>(&data_);
    return held != nullptr ? std::get_if<T>(held->get()) : nullptr;
  }
  [[noreturn]] void wrong_type(std::string_view expected) const;
  bool is_scalar() const { return data_.index() < static_cast<size_t>(Type::string); }

  Data data_;
};

struct DictItem {
  DictItem() = default;
  DictItem(Value&& item_key, Value&& item_value) noexcept : key(std::move(item_key)), value(std::move(item_value)) {}

  Value key;
  Value value;
};

// An item of a list in braces, which is made for this one use: the dict takes the value out of it.
struct Dict::Named {
  std::string_view key;
  mutable Value value;
};

inline Dict::Dict() = default;
inline Dict::Dict(const Dict&) = default;
inline Dict::Dict(Dict&&) noexcept = default;
inline Dict& Dict::operator=(const Dict&) = default;
inline Dict& Dict::operator=(Dict&&) noexcept = default;
inline Dict::~Dict() = default;
inline size_t Dict::size() const {
  return items_.size();
}
inline std::vector<DictItem>::const_iterator Dict::begin() const {
  return items_.begin();
}
inline std::vector<DictItem>::const_iterator Dict::end() const {
  return items_.end();
}
inline std::vector<DictItem>::iterator Dict::begin() {
  return items_.begin();
}
inline std::vector<DictItem>::iterator Dict::end() {
  return items_.end();
}

// Python's `==`: True == 1 == 1.0, exact int against float, list != tuple, dicts without order, nan != nan.
bool python_equal(const Value& a, const Value& b);
// bool(value): false for None, zeros and what is empty.
bool python_truth(const Value& value);
// Same type and same content, recursively, dict order included (1 and 1.0 and True differ).
bool identical(const Value& a, const Value& b);

inline bool operator==(const Value& a, const Value& b) {
  return python_equal(a, b);
}

}  // namespace core
