// Unicode normalisation form C, with the tables of the reference: Hugging Face `tokenizers` knows Unicode 9, so marks
// and compositions that came later neither reorder nor compose there.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "chat/text_map.h"

namespace chat {

// The normalised text, or nullopt where `text` is already in form C. `text` must be valid UTF-8.
// `map`, where given, receives the changed ranges. Linear (n log n inside one run of combining marks).
std::optional<std::string> to_nfc(std::string_view text, TextMap* map = nullptr);

}  // namespace chat
