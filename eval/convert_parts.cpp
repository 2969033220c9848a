#include "eval/convert_parts.h"

#include <string>

#include "chat/python/exception.h"
#include "chat/python/number_text.h"
#include "core/python_string.h"
#include "core/python_text.h"
#include "core/utf8.h"

namespace eval {

namespace {

// Past the digits at `at`; `at` itself where there is none.
size_t skip_digits(std::string_view text, size_t at) {
  while (at < text.size()) {
    size_t after = at;
    if (chat::python::digit_value(core::next_code_point(text, after)) < 0) break;
    at = after;
  }
  return at;
}

bool is_one_of(std::string_view characters, std::string_view text, size_t at) {
  return at < text.size() && characters.find(text[at]) != std::string_view::npos;
}

}  // namespace

std::optional<std::string_view> match_number(std::string_view text, const NumberPattern& pattern) {
  const size_t first = text.starts_with('-') ? 1 : 0;
  size_t at = skip_digits(text, first);
  if (at == first) return std::nullopt;
  if (pattern.fraction && is_one_of(".", text, at)) {
    const size_t end = skip_digits(text, at + 1);
    if (end > at + 1) at = end;
  }
  if (pattern.exponent && is_one_of("eE", text, at)) {
    const size_t digits = at + (is_one_of("+-", text, at + 1) ? 2 : 1);
    const size_t end = skip_digits(text, digits);
    if (end > digits) at = end;
  }
  const std::string_view number = text.substr(0, at);
  if (!pattern.suffixes.empty() && !is_one_of(pattern.suffixes, text, at++)) return std::nullopt;
  const std::string_view rest = text.substr(at);
  return rest.empty() || rest == "\n" ? std::optional(number) : std::nullopt;
}

core::Value to_int(std::string_view text) {
  std::optional<core::Value> value = chat::python::int_of_text(text);
  if (!value) chat::python::raise("ValueError", "Exceeds the limit (4300 digits) for integer string conversion");
  return *std::move(value);
}

double to_float(std::string_view text) {
  const std::optional<double> value = chat::python::float_of_text(text);
  if (!value) {
    chat::python::raise("ValueError", "could not convert string to float: " + core::python_repr_string(text));
  }
  return *value;
}

core::Value guess_number(std::string_view text) {
  if (std::optional<core::Value> integer = chat::python::int_of_text(text)) return *std::move(integer);
  if (const std::optional<double> real = chat::python::float_of_text(text)) return *real;
  return text;
}

bool is_quoted(std::string_view text, char quote) {
  return text.starts_with(quote) && text.ends_with(quote);
}

std::vector<std::string_view> split_elements(std::string_view text) {
  std::vector<std::string_view> parts;
  for (;;) {
    const size_t comma = text.find(',');
    parts.push_back(core::strip_python_space(text.substr(0, comma)));
    if (comma == std::string_view::npos) return parts;
    text.remove_prefix(comma + 1);
  }
}

}  // namespace eval
