#include "eval/oracle/result_texts.h"

#include <algorithm>
#include <cmath>
#include <string_view>

#include "core/error.h"
#include "core/format.h"
#include "core/json.h"
#include "core/python_text.h"

namespace eval::oracle {
namespace {

constexpr size_t kShownBefore = 60;

// Syntax errors are worded differently by every Python; all end in their line.
bool is_syntax_error(std::string_view text) {
  return text.starts_with("Error during execution: ") && text.find("(<string>, line ") != std::string_view::npos &&
         text.ends_with(')');
}

std::string sorted_letters(std::string text) {
  std::sort(text.begin(), text.end());
  return text;
}

bool close(const core::Value& a, const core::Value& b, double tolerance) {
  if (a.is_float() && b.is_float()) return std::abs(a.as_double() - b.as_double()) <= tolerance;
  const auto all_close = [](const auto& x, const auto& y, const auto& item_close) {
    return x.size() == y.size() && std::equal(x.begin(), x.end(), y.begin(), item_close);
  };
  if (a.is_list() && b.is_list()) {
    return all_close(a.as_list(), b.as_list(), [&](const auto& x, const auto& y) { return close(x, y, tolerance); });
  }
  if (a.is_dict() && b.is_dict()) {
    return all_close(a.as_dict(), b.as_dict(), [&](const auto& x, const auto& y) {
      return x.key == y.key && close(x.value, y.value, tolerance);
    });
  }
  return core::identical(a, b);
}

}  // namespace

bool same_numbers(const std::string& found, const std::string& expected, double tolerance) {
  try {
    return close(core::parse_json(found), core::parse_json(expected), tolerance);
  } catch (const core::Error&) {
    return false;  // not both are JSON
  }
}

bool same_result(const std::string& found, const std::string& expected) {
  if (found == expected || (is_syntax_error(found) && is_syntax_error(expected))) return true;
  constexpr std::string_view kRecursion = "Error during execution: maximum recursion depth exceeded";
  if (expected.starts_with(kRecursion)) return found.starts_with(kRecursion);
  return expected.find("Must be one of {") != std::string::npos && sorted_letters(found) == sorted_letters(expected);
}

std::string text_difference(const std::string& found, const std::string& expected) {
  size_t same = 0;
  while (same < found.size() && same < expected.size() && found[same] == expected[same]) ++same;
  const size_t begin = same > kShownBefore ? same - kShownBefore : 0;
  return core::format("gives {}, expected {}", core::python_repr_string(found.substr(begin, kMaxShown)),
                      core::python_repr_string(expected.substr(begin, kMaxShown)));
}

}  // namespace eval::oracle
