// Small text helpers: nearest spelling, joining, trimming, ASCII case.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace core {

// The candidate with the smallest edit distance, if that is at most a third of the text's length (at least 2); else "".
std::string nearest_text(std::string_view text, std::span<const std::string> candidates);

// Says of an unknown name which known one is near, "did you mean 'x'?", or which there are, "known: x, y".
std::string name_hint(std::string_view name, std::span<const std::string> known);

std::string join(std::span<const std::string> parts, std::string_view separator);
std::vector<std::string> split(std::string_view text, char separator);
std::string_view trim(std::string_view text);  // ASCII white space
std::string to_lower_ascii(std::string_view text);
// Filled with spaces up to `width` bytes, on the left (`right`-aligned) or on the right.
std::string pad(std::string text, size_t width, bool right = true);
std::string replace_all(std::string text, std::string_view from, std::string_view to);

}  // namespace core
