#include "env/bfcl/worlds/subscript.h"

#include <string>
#include <string_view>

#include "core/format.h"
#include "core/python_string.h"
#include "core/utf8.h"
#include "env/bfcl/worlds/python_error.h"
#include "env/bfcl/worlds/python_operators.h"

namespace env::bfcl {
namespace {

using core::Value;

// Place of an index among `size` items; negative ones count from the end.
size_t place(const Value& index, size_t size, std::string_view what) {
  if (index.type() == Value::Type::big_integer) throw PythonError("cannot fit 'int' into an index-sized integer");
  const int64_t wanted = index.is_bool() ? static_cast<int64_t>(index.as_bool()) : index.as_int();
  const int64_t at = wanted < 0 ? wanted + static_cast<int64_t>(size) : wanted;
  if (at < 0 || at >= static_cast<int64_t>(size)) throw PythonError(core::format("{} out of range", what));
  return static_cast<size_t>(at);
}

Value character(const std::string& text, const Value& index) {
  size_t left = place(index, core::count_code_points(text), "string index");
  size_t at = 0;
  for (; left > 0; --left) core::next_code_point(text, at);
  const size_t begin = at;
  core::next_code_point(text, at);
  return text.substr(begin, at - begin);
}

Value item(const core::List& items, const Value& index, std::string_view what) {
  return items[place(index, items.size(), what)];
}

}  // namespace

Value subscript(const Value& container, const Value& key) {
  if (container.is_dict()) return python_lookup(container.as_dict(), key);
  const bool indexed = container.is_string() || container.is_list() || container.is_tuple() || container.is_bytes();
  const std::string_view type = container.type_name();
  if (!indexed) throw PythonError(core::format("'{}' object is not subscriptable", type));
  if (!key.is_int() && !key.is_bool()) {
    if (container.is_string()) {
      throw PythonError(core::format("string indices must be integers, not '{}'", key.type_name()));
    }
    throw PythonError(core::format("{} indices must be integers or slices, not {}",
                                   container.is_bytes() ? "byte" : type, key.type_name()));
  }
  if (container.is_string()) return character(container.as_string(), key);
  if (container.is_list()) return item(container.as_list(), key, "list index");
  if (container.is_tuple()) return item(container.as_tuple().items, key, "tuple index");
  const std::string& bytes = container.as_bytes().data;
  return static_cast<int64_t>(static_cast<unsigned char>(bytes[place(key, bytes.size(), "index")]));
}

}  // namespace env::bfcl
