// Ints and floats as Python prints them.
#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "core/python_text.h"

namespace core {
namespace {

constexpr uint64_t kFractions = 10'000;  // four digits behind the point

// Writes a number with at most four digits behind the point and 15 in all, which is most of them: no other decimal of
// 15 digits is the same double, so it is the shortest. nullptr for others. `at` has room for 32.
char* write_short_decimal(char* at, double value) {
  constexpr auto kScale = static_cast<double>(kFractions);
  const double scaled = std::nearbyint(value * kScale);
  if (!(std::abs(scaled) < 1e15) || value == 0 || scaled / kScale != value) return nullptr;
  const auto digits = static_cast<uint64_t>(std::abs(scaled));
  if (value < 0) *at++ = '-';
  at = std::to_chars(at, at + 20, digits / kFractions).ptr;
  *at++ = '.';
  uint64_t rest = digits % kFractions;
  do {
    *at++ = static_cast<char>('0' + rest / 1'000);
    rest = rest % 1'000 * 10;
  } while (rest != 0);
  return at;
}

// Shortest digits that read back; Python writes numbers below 1e-4 and from 1e16 on with an exponent.
char* write_shortest(char* at, double value) {
  const double size = std::abs(value);
  const bool plain = size == 0 || (size >= 1e-4 && size < 1e16);
  char* end = std::to_chars(at, at + 64, value, plain ? std::chars_format::fixed : std::chars_format::scientific).ptr;
  if (plain && std::find(at, end, '.') == end) {
    *end++ = '.';
    *end++ = '0';
  }
  return end;
}

}  // namespace

char* write_python_float(char* at, double value) {
  if (char* const end = write_short_decimal(at, value)) return end;
  if (std::isfinite(value)) return write_shortest(at, value);
  const std::string_view name = std::isnan(value) ? "nan" : value > 0 ? "inf" : "-inf";
  return std::copy(name.begin(), name.end(), at);
}

char* write_int(char* at, int64_t value) {
  return std::to_chars(at, at + kNumberRoom, value).ptr;
}

std::string python_float(double value) {
  std::array<char, kNumberRoom> buffer;
  return {buffer.data(), write_python_float(buffer.data(), value)};
}

}  // namespace core
