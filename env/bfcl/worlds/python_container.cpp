#include "env/bfcl/worlds/python_container.h"

#include <algorithm>

#include "core/format.h"
#include "core/python_string.h"
#include "env/bfcl/worlds/python_error.h"
#include "env/bfcl/worlds/python_operators.h"

namespace env::bfcl {

bool python_contains(const core::Value& container, const core::Value& item) {
  if (container.is_string()) {
    if (!item.is_string()) {
      throw PythonError(core::format("'in <string>' requires string as left operand, not {}", item.type_name()));
    }
    return core::find_text(container.as_string(), item.as_string()) != std::string_view::npos;
  }
  if (container.is_dict()) return python_find(container.as_dict(), item) != nullptr;
  if (container.is_bytes() && !item.is_bytes()) {
    throw PythonError(core::format("a bytes-like object is required, not '{}'", item.type_name()));
  }
  if (!container.is_list() && !container.is_tuple()) {
    throw PythonError(core::format("argument of type '{}' is not iterable", container.type_name()));
  }
  const core::List& items = container.is_list() ? container.as_list() : container.as_tuple().items;
  return std::any_of(items.begin(), items.end(), [&](const auto& other) { return core::python_equal(other, item); });
}

const std::string& text_with(const core::Value& value, std::string_view attribute) {
  if (value.is_string()) return value.as_string();
  throw PythonError(core::format("'{}' object has no attribute '{}'", value.type_name(), attribute));
}

std::string_view strip_right(std::string_view text, char c) {
  while (text.ends_with(c)) text.remove_suffix(1);
  return text;
}

std::string_view strip_both(std::string_view text, char c) {
  while (text.starts_with(c)) text.remove_prefix(1);
  return strip_right(text, c);
}

}  // namespace env::bfcl
