// core::Value: Python's value model, and the only JSON type of the program.
// None, bool, int (exact, any size), float, str, list, tuple, dict (ordered, any hashable key), bytes, complex, and
// objects known by their repr alone.
// Copies share what containers hold until one of them writes. A container that is no constant is written as soon as it
// is asked for as such: as_list() and as_dict() of a variable. Knows equality and types as Python does; printing is in
// core/python_text.h, JSON in core/json.h.
#pragma once

#include <concepts>
#include <cstdint>
#include <cstring>
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
  void index_item(size_t item);
  void rebuild_index();

  std::vector<DictItem> items_;
  // Open-addressing table of item numbers + 1 over the keys; empty while the dict is small.
  std::vector<uint32_t> index_;
};

class Value {
 public:
  enum class Type : uint8_t {
    none,
    boolean,
    integer,
    real,
    string,
    list,
    tuple,
    dict,
    big_integer,
    bytes,
    complex,
    object
  };

  Value() noexcept {}
  Value(std::nullptr_t) noexcept {}  // NOLINT(google-explicit-constructor): reads as a literal
  Value(bool v) noexcept : boolean_(v), type_(Type::boolean) {}    // NOLINT(google-explicit-constructor)
  Value(int v) noexcept : Value(static_cast<int64_t>(v)) {}        // NOLINT(google-explicit-constructor)
  Value(long v) noexcept : integer_(v), type_(Type::integer) {}    // NOLINT(google-explicit-constructor)
  Value(long long v) noexcept : Value(static_cast<int64_t>(v)) {}  // NOLINT(google-explicit-constructor)
  Value(unsigned v) noexcept : Value(static_cast<int64_t>(v)) {}   // NOLINT(google-explicit-constructor)
  Value(unsigned long v);  // NOLINT(google-explicit-constructor): above int64 becomes a big int
  Value(double v) noexcept : real_(v), type_(Type::real) {}                      // NOLINT(google-explicit-constructor)
  Value(const char* v) : Value(std::string_view(v)) {}                           // NOLINT(google-explicit-constructor)
  Value(std::string_view v) : string_(v), type_(Type::string) {}                 // NOLINT(google-explicit-constructor)
  Value(std::string v) noexcept : string_(std::move(v)), type_(Type::string) {}  // NOLINT(google-explicit-constructor)
  Value(List v) : list_(std::move(v)), type_(Type::list) {}                      // NOLINT(google-explicit-constructor)
  Value(Tuple v) : tuple_(std::move(v)), type_(Type::tuple) {}                   // NOLINT(google-explicit-constructor)
  Value(Dict v) : dict_(std::move(v)), type_(Type::dict) {}                      // NOLINT(google-explicit-constructor)
  Value(BigInt v) : rare_(std::move(v)), type_(Type::big_integer) {}             // NOLINT(google-explicit-constructor)
  Value(Bytes v) : rare_(std::move(v)), type_(Type::bytes) {}                    // NOLINT(google-explicit-constructor)
  Value(Complex v) : rare_(v), type_(Type::complex) {}                           // NOLINT(google-explicit-constructor)
  Value(Object v) : rare_(std::move(v)), type_(Type::object) {}                  // NOLINT(google-explicit-constructor)
  // Shares what `v` holds. (Templates, so that a list in braces is never taken for one of these.)
  template <class T>
    requires std::same_as<T, CopyOnWrite<List>> || std::same_as<T, CopyOnWrite<Dict>>
  Value(T v) noexcept {  // NOLINT(google-explicit-constructor)
    if constexpr (std::same_as<T, SharedList>) {
      std::construct_at(&list_, std::move(v));
      type_ = Type::list;
    } else {
      std::construct_at(&dict_, std::move(v));
      type_ = Type::dict;
    }
  }

  Value(const Value& other) {
    if (is_plain(other.type_)) {
      take_bytes(other);
    } else {
      copy(other);
    }
  }
  Value(Value&& other) noexcept { take(other); }
  ~Value() {
    if (!is_plain(type_)) destroy();
  }
  // What is assigned may be a part of this.
  Value& operator=(const Value& other) {
    Value copy(other);
    return *this = std::move(copy);
  }
  Value& operator=(Value&& other) noexcept {
    if (this == &other) return *this;
    if (is_plain(type_)) {
      take(other);
    } else {
      const Value old(std::move(*this));  // holds its parts until they are taken
      take(other);
    }
    return *this;
  }

  Type type() const { return type_; }
  // Python's name of the type: "NoneType", "bool", "int", "float", "str", "list", "tuple", "dict",
  // "bytes", "complex", or an object's class.
  std::string_view type_name() const;

  bool is_none() const { return type_ == Type::none; }
  bool is_bool() const { return type_ == Type::boolean; }
  bool is_int() const { return type_ == Type::integer || type_ == Type::big_integer; }
  bool is_float() const { return type_ == Type::real; }
  bool is_number() const { return is_int() || is_float(); }  // bool is not a number here
  bool is_string() const { return type_ == Type::string; }
  bool is_list() const { return type_ == Type::list; }
  bool is_tuple() const { return type_ == Type::tuple; }
  bool is_dict() const { return type_ == Type::dict; }
  bool is_bytes() const { return type_ == Type::bytes; }
  bool is_complex() const { return type_ == Type::complex; }
  bool is_object() const { return type_ == Type::object; }

  // Each throws core::Error(data) "expected X, found Y" where the type differs.
  bool as_bool() const {
    if (type_ == Type::boolean) return boolean_;
    wrong_type("bool");
  }
  int64_t as_int() const {  // int64 only
    if (type_ == Type::integer) return integer_;
    wrong_type("int of 64 bits");
  }
  double as_double() const {  // float or int
    if (type_ == Type::real) return real_;
    if (type_ == Type::integer) return static_cast<double>(integer_);
    return big_as_double();
  }
  // nullptr where this is no str.
  const std::string* if_string() const { return type_ == Type::string ? &string_ : nullptr; }
  const std::string& as_string() const {
    if (type_ == Type::string) return string_;
    wrong_type("str");
  }
  // The value becomes this text, in the memory of the one it was.
  void set_text(std::string_view text) {
    if (type_ == Type::string) {
      string_ = text;
    } else {
      *this = Value(text);
    }
  }
  // For parsers: becomes an empty container, to be filled where it stays.
  List& make_list() {
    *this = List();
    return list_.write();
  }
  Dict& make_dict() {
    *this = Dict();
    return dict_.write();
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
    if (type_ == Type::list) return list_;
    wrong_type("list");
  }
  const CopyOnWrite<Dict>& shared_dict() const {
    if (type_ == Type::dict) return dict_;
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
  // What few values are; the type says which.
  using Rare = std::variant<BigInt, Bytes, Complex, Object>;
  using SharedRare = CopyOnWrite<Rare>;

  // Types that a copy of eight bytes copies.
  static constexpr bool is_plain(Type type) { return type <= Type::real; }
  // What is no text lies in eight bytes: a number, or the pointer of what is shared. They move as such.
  void take_bytes(const Value& other) noexcept {
    std::memcpy(static_cast<void*>(&integer_), &other.integer_, sizeof(integer_));
    type_ = other.type_;
  }
  // Where this holds nothing. The other is None then, or an empty text.
  void take(Value& other) noexcept {
    if (other.type_ == Type::string) {
      std::construct_at(&string_, std::move(other.string_));
      type_ = Type::string;
    } else {
      take_bytes(other);
      other.type_ = Type::none;
    }
  }
  void copy(const Value& other);  // the same for types that are not plain
  void destroy() noexcept;
  double big_as_double() const;
  // nullptr where this is of another type.
  template <class T>
  const T* rare() const {
    return type_ >= Type::big_integer ? std::get_if<T>(&*rare_) : nullptr;
  }
  [[noreturn]] void wrong_type(std::string_view expected) const;

  union {
    bool boolean_;
    int64_t integer_ = 0;
    double real_;
    std::string string_;
    SharedList list_;
    SharedTuple tuple_;
    SharedDict dict_;
    SharedRare rare_;
  };
  Type type_ = Type::none;
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
