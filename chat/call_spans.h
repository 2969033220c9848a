// The two call scanners behind chat/assistant_spans.h. Each cuts a well-formed text and answers nothing for any other.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "chat/assistant_spans.h"

namespace chat {

// `{"name": "f", "arguments": {"key": value, …}}` with white space around it; keys in either order.
std::optional<std::vector<Piece>> scan_json_call(std::string_view text);

// `[f(key=value, …), g()]` with white space around it: at least one call, keyword arguments only.
// Values are any balanced text without a comma at their top level.
std::optional<std::vector<Piece>> scan_python_calls(std::string_view text);

}  // namespace chat
