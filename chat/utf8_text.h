// Makes any bytes valid UTF-8, as Python's bytes.decode("utf-8", errors="replace") does.
#pragma once

#include <string>
#include <string_view>

#include "chat/text_map.h"

namespace chat {

bool is_valid_utf8(std::string_view bytes);

// Every maximal subpart of an ill-formed sequence (Unicode 15, section 3.9, "U+FFFD Substitution") becomes one U+FFFD.
// `map`, where given, receives the changed ranges.
std::string repair_utf8(std::string_view bytes, TextMap* map = nullptr);

}  // namespace chat
