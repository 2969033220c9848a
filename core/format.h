// format("{} of {}", a, b): text with `{}` replaced in order; `{.3}` prints a number with 3 decimals.
// Stands in for <format>, which g++ 12 lacks. `{{` prints a brace. Knows nothing of locales or widths.
#pragma once

#include <initializer_list>
#include <sstream>
#include <string>
#include <string_view>
#include <type_traits>

namespace core {

std::string fixed(double value, int decimals);

namespace detail {

struct FormatArg {
  std::string_view text;  // of the caller's, or `printed`
  std::string printed;
  double number = 0;
  bool is_number = false;

  std::string_view shown() const { return printed.empty() ? text : printed; }
};

std::string format_args(std::string_view pattern, std::initializer_list<FormatArg> args);

template <class T>
FormatArg format_arg(const T& value) {
  FormatArg arg;
  if constexpr (std::is_same_v<T, bool>) {
    arg.text = value ? "true" : "false";
  } else if constexpr (std::is_convertible_v<T, std::string_view>) {
    arg.text = std::string_view(value);
  } else if constexpr (std::is_integral_v<T> && sizeof(T) >= sizeof(int)) {
    arg.printed = std::to_string(value);
  } else {
    std::ostringstream out;
    out << value;
    arg.printed = out.str();
  }
  if constexpr (std::is_arithmetic_v<T> && !std::is_same_v<T, bool>) {
    arg.number = static_cast<double>(value);
    arg.is_number = true;
  }
  return arg;
}

}  // namespace detail

inline std::string format() {
  return {};
}

template <class... Args>
std::string format(std::string_view pattern, const Args&... args) {
  return detail::format_args(pattern, {detail::format_arg(args)...});
}

}  // namespace core
