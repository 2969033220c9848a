#include "env/bfcl/worlds/python_words.h"

#include <unicode/uchar.h>

#include <algorithm>

#include "core/format.h"
#include "core/python_string.h"
#include "core/utf8.h"
#include "env/bfcl/worlds/python_error.h"

namespace env::bfcl {

using core::Value;

std::vector<std::string> python_words(std::string_view text) {
  std::vector<std::string> words;
  bool inside = false;
  for (size_t at = 0; at < text.size();) {
    const char32_t c = core::next_code_point(text, at);
    const bool was_inside = inside;
    inside = !core::is_python_space(c);
    if (!inside) continue;
    if (!was_inside) words.emplace_back();
    core::append_utf8(words.back(), static_cast<char32_t>(u_tolower(static_cast<UChar32>(c))));
  }
  return words;
}

size_t python_length(const Value& value) {
  if (value.is_string()) return core::count_code_points(value.as_string());
  if (value.is_list()) return value.as_list().size();
  if (value.is_tuple()) return value.as_tuple().items.size();
  if (value.is_dict()) return value.as_dict().size();
  if (value.is_bytes()) return value.as_bytes().data.size();
  throw PythonError(core::format("object of type '{}' has no len()", value.type_name()));
}

size_t python_slice_size(size_t size, const Value& end) {
  if (end.is_none()) return size;
  if (!end.is_int() && !end.is_bool()) {
    throw PythonError("slice indices must be integers or None or have an __index__ method");
  }
  if (end.type() == Value::Type::big_integer) return end.as_big_int().decimal.starts_with('-') ? 0 : size;
  const auto whole = static_cast<int64_t>(size);
  const int64_t at = end.is_bool() ? static_cast<int64_t>(end.as_bool()) : end.as_int();
  return static_cast<size_t>(at >= 0 ? std::min(at, whole) : std::max(whole + std::max(at, -whole), int64_t{0}));
}

}  // namespace env::bfcl
