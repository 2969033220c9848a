// Ints and floats as Python prints them.
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
void append_shortest(std::string& out, double value) {
  const double size = std::abs(value);
  const bool plain = size == 0 || (size >= 1e-4 && size < 1e16);
  std::array<char, 64> buffer{};
  const char* const end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value,
                                        plain ? std::chars_format::fixed : std::chars_format::scientific)
                              .ptr;
  const std::string_view text(buffer.data(), static_cast<size_t>(end - buffer.data()));
  out += text;
  if (plain && text.find('.') == std::string_view::npos) out += ".0";
}

}  // namespace

void append_int(std::string& out, int64_t value) {
  std::array<char, 24> buffer;
  out.append(buffer.data(), std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr);
}

void append_python_float(std::string& out, double value) {
  std::array<char, 32> buffer;
  if (char* const end = write_short_decimal(buffer.data(), value)) {
    out.append(buffer.data(), end);
  } else if (std::isnan(value)) {
    out += "nan";
  } else if (std::isinf(value)) {
    out += value > 0 ? "inf" : "-inf";
  } else {
    append_shortest(out, value);
  }
}

std::string python_float(double value) {
  std::string out;
  append_python_float(out, value);
  return out;
}

}  // namespace core
