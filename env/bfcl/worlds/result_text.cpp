#include "env/bfcl/worlds/result_text.h"

#include <optional>

#include "core/json.h"
#include "core/python_text.h"

namespace env::bfcl {

std::string result_text(const core::Value& value) {
  if (value.is_dict()) {
    if (std::optional<std::string> text = core::try_dump_json(value, {.ensure_ascii = true})) return *std::move(text);
    // complex numbers, bytes, keys that JSON refuses
  }
  return core::python_str(value);
}

std::string error_text(std::string_view exception_text) {
  return "Error during execution: " + std::string(exception_text);
}

}  // namespace env::bfcl
