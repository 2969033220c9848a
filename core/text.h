// Small text helpers: nearest spelling, joining, trimming, ASCII case.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace core {

// The candidate with the smallest edit distance, if that is at most a third of the text's length (at least 2); else "".
std::string nearest_text(std::string_view text, std::span<const std::string> candidates);

// Says of an unknown name which known one is near, "did you mean 'x'?", or which there are, "known: x, y".
std::string name_hint(std::string_view name, std::span<const std::string> known);

// Marks bytes of eight that are not printable ASCII, or `quote`, or a backslash: zero where there are none, else the
// first mark is first_byte()'s.
inline uint64_t special_bytes(uint64_t word, char quote) {
  constexpr uint64_t kOnes = 0x0101010101010101U;
  constexpr uint64_t kHighs = 0x8080808080808080U;
  const auto holds = [](uint64_t bytes, char c) {
    const uint64_t rest = bytes ^ (kOnes * static_cast<unsigned char>(c));
    return (rest - kOnes) & ~rest;
  };
  const uint64_t below_space = (word - kOnes * ' ') & ~word;
  return (word | (word + kOnes) | below_space | holds(word, quote) | holds(word, '\\')) & kHighs;
}
inline size_t first_byte(uint64_t marks) {
  return static_cast<size_t>(std::countr_zero(marks)) / 8;
}
inline uint64_t load_word(const char* bytes) {
  uint64_t word = 0;
  std::memcpy(&word, bytes, sizeof(word));
  return word;
}
// Bytes at the start of `text`, a multiple of 8, that are printable ASCII but neither `quote` nor a backslash. Up to
// seven more may be.
inline size_t plain_prefix(std::string_view text, char quote) {
  size_t at = 0;
  while (at + sizeof(uint64_t) <= text.size() && special_bytes(load_word(text.data() + at), quote) == 0)
    at += sizeof(uint64_t);
  return at;
}

std::string join(std::span<const std::string> parts, std::string_view separator);
std::vector<std::string> split(std::string_view text, char separator);
std::string_view trim(std::string_view text);  // ASCII white space
std::string to_lower_ascii(std::string_view text);
// Filled with spaces up to `width` bytes, on the left (`right`-aligned) or on the right.
std::string pad(std::string text, size_t width, bool right = true);
std::string replace_all(std::string text, std::string_view from, std::string_view to);

}  // namespace core
