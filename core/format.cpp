#include "core/format.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace core {

std::string fixed(double value, int decimals) {
  std::array<char, 400> buffer;
  // Like printf: of the exact value, ties to even.
  const auto [end, error] =
      std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::fixed, decimals);
  if (error == std::errc()) return {buffer.data(), end};
  std::string text(buffer.size() + static_cast<size_t>(decimals), '\0');
  text.resize(static_cast<size_t>(
      std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed, decimals).ptr -
      text.data()));
  return text;
}

namespace detail {

std::string format_args(std::string_view pattern, std::initializer_list<FormatArg> args) {
  std::string out;
  size_t size = pattern.size();
  for (const FormatArg& arg : args) size += arg.shown().size();
  out.reserve(size);
  const FormatArg* next = args.begin();
  for (size_t i = 0; i < pattern.size(); ++i) {
    const size_t plain = std::min(pattern.find('{', i), pattern.size());
    out += pattern.substr(i, plain - i);
    i = plain;
    if (i == pattern.size()) break;
    if (i + 1 < pattern.size() && pattern[i + 1] == '{') {
      out += '{';
      ++i;
      continue;
    }
    const size_t close = pattern.find('}', i);
    if (close == std::string_view::npos || next == args.end()) {
      out += pattern[i];
      continue;
    }
    const std::string_view spec = pattern.substr(i + 1, close - i - 1);
    const bool decimals = spec.size() == 2 && spec[0] == '.' && next->is_number;
    if (decimals) {
      out += fixed(next->number, spec[1] - '0');
    } else {
      out += next->shown();
    }
    ++next;
    i = close;
  }
  return out;
}

}  // namespace detail
}  // namespace core
