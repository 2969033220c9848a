#include "env/bfcl/worlds/python_iteration.h"

#include <algorithm>
#include <string_view>

#include "core/format.h"
#include "core/utf8.h"
#include "env/bfcl/worlds/python_error.h"

namespace env::bfcl {

void for_each_item(const core::Value& value, const std::function<void(const core::Value& item)>& visit) {
  if (value.is_list()) {
    std::ranges::for_each(value.as_list(), visit);
  } else if (value.is_tuple()) {
    std::ranges::for_each(value.as_tuple().items, visit);
  } else if (value.is_dict()) {
    for (const auto& [key, item] : value.as_dict()) visit(key);
  } else if (value.is_string()) {
    const std::string_view text = value.as_string();
    for (size_t at = 0; at < text.size();) {
      const size_t start = at;
      core::next_code_point(text, at);
      visit(text.substr(start, at - start));
    }
  } else if (value.is_bytes()) {
    for (const char byte : value.as_bytes().data) visit(static_cast<int>(static_cast<uint8_t>(byte)));
  } else {
    throw PythonError(core::format("'{}' object is not iterable", value.type_name()));
  }
}

}  // namespace env::bfcl
