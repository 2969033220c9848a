// What a Python `for` loop goes over.
#pragma once

#include <cstdint>
#include <string_view>

#include "core/utf8.h"
#include "core/value.h"

namespace env::bfcl {

// Raises TypeError: "'int' object is not iterable".
[[noreturn]] void not_iterable(const core::Value& value);

// Calls `visit` with each item of a list or tuple, key of a dict, character of a text, int of bytes. Throws
// PythonError for other types.
template <class Visit>
void for_each_item(const core::Value& value, Visit visit) {
  if (value.is_list()) {
    for (const core::Value& item : value.as_list()) visit(item);
  } else if (value.is_tuple()) {
    for (const core::Value& item : value.as_tuple().items) visit(item);
  } else if (value.is_dict()) {
    for (const core::DictItem& item : value.as_dict()) visit(item.key);
  } else if (value.is_string()) {
    const std::string_view text = value.as_string();
    for (size_t at = 0; at < text.size();) {
      const size_t start = at;
      core::next_code_point(text, at);
      visit(core::Value(text.substr(start, at - start)));
    }
  } else if (value.is_bytes()) {
    for (const char byte : value.as_bytes().data) visit(core::Value(static_cast<int>(static_cast<uint8_t>(byte))));
  } else {
    not_iterable(value);
  }
}

}  // namespace env::bfcl
