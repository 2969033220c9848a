#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "chat/python/exception.h"
#include "core/format.h"
#include "core/python_string.h"
#include "core/utf8.h"
#include "eval/convert.h"
#include "eval/convert_parts.h"
#include "eval/text_search.h"

// The comments quote the reference's patterns: what a hand-written search stands for.
namespace eval {

namespace {

using chat::python::raise;
using core::Dict;
using core::List;
using core::skip_python_space;
using core::strip_python_space;
using core::Value;

constexpr std::string_view kQuotes = "'\"";

bool stands_at(std::string_view text, size_t at, char c) {
  return at < text.size() && text[at] == c;
}

std::string_view strip_quotes(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(kQuotes), text.size()));
  while (!text.empty() && kQuotes.find(text.back()) != kNone) text.remove_suffix(1);
  return text;
}

// A value without knowing its type.
Value guess_javascript(std::string_view text) {
  text = strip_python_space(text);
  if (text == "true" || text == "false") return text == "true";
  if (is_quoted(text, '"') || is_quoted(text, '\'')) return core::without_ends(text);
  return guess_number(text);
}

// new\s+Array\( at the start; kNone where it does not stand there.
size_t past_new_array(std::string_view code) {
  if (!code.starts_with("new")) return kNone;
  const size_t at = skip_python_space(code, 3);
  constexpr std::string_view kArray = "Array(";
  return at > 3 && code.substr(at).starts_with(kArray) ? at + kArray.size() : kNone;
}

// The end of \[.*?\]\s*(,\s*\[.*?\]\s*)*<terminator>, whose first bracket stands at `open`; kNone where that does not
// match. Found without backtracking: how a match goes on after an inner `]` depends on that place alone, so all are
// settled from the right.
size_t arrays_end(std::string_view code, size_t open, char terminator) {
  std::vector<std::pair<size_t, size_t>> ends;  // (place of a `]`, end of the match that goes on there), right to left
  // What the lazy .*? that starts at `begin` comes to: the first `]` of its line from which a match goes on.
  const auto end_from = [&](size_t begin, size_t line_end) {
    const auto past = std::partition_point(ends.begin(), ends.end(), [&](const auto& e) { return e.first >= begin; });
    if (past == ends.begin()) return kNone;
    const auto& [close, end] = *std::prev(past);
    return close < line_end ? end : kNone;
  };
  size_t line_end = code.size();
  for (size_t at = code.size(); at-- > open + 1;) {
    if (code[at] == '\n') line_end = at;
    if (code[at] != ']') continue;
    const size_t next = skip_python_space(code, at + 1);
    size_t end = stands_at(code, next, terminator) ? next + 1 : kNone;
    if (stands_at(code, next, ',')) {
      const size_t bracket = skip_python_space(code, next + 1);
      // White space between the two may hold line ends, so the line is that of the bracket.
      if (stands_at(code, bracket, '[')) {
        const size_t its_line_end = bracket < line_end ? line_end : std::min(code.find('\n', bracket), code.size());
        end = end_from(bracket + 1, its_line_end);
      }
    }
    if (end != kNone) ends.emplace_back(at, end);
  }
  return end_from(open + 1, std::min(code.find('\n', open), code.size()));
}

// \[\s*\[…\] or new\s+Array\(\s*\[…\): an array of arrays, as far as it matches; empty where it does not.
std::string_view nested_arrays(std::string_view code) {
  const bool literal = code.starts_with('[');
  const size_t inside = literal ? 1 : past_new_array(code);
  if (inside == kNone) return {};
  const size_t open = skip_python_space(code, inside);
  if (!stands_at(code, open, '[')) return {};
  const size_t end = arrays_end(code, open, literal ? ']' : ')');
  return end == kNone ? std::string_view() : code.substr(0, end);
}

// \[(.*?)\], each an array of its own.
List split_nested(std::string_view arrays) {
  List out;
  Next ends = Next::any_of(arrays, "]\n");
  for (size_t at = arrays.find('['); at != kNone; at = arrays.find('[', at)) {
    const size_t begin = at + 1;
    const size_t end = ends.from(begin);
    at = begin;
    if (!stands_at(arrays, end, ']')) continue;
    at = end + 1;
    std::string_view inner = strip_python_space(arrays.substr(begin, end - begin));
    if (out.empty() && inner.starts_with('[')) inner.remove_prefix(1);
    List elements;
    for (const std::string_view element : split_elements(inner)) elements.push_back(guess_javascript(element));
    out.emplace_back(std::move(elements));
  }
  return out;
}

// \[(.*?)\] or new\s+Array\((.*?)\)
std::optional<std::string_view> array_part(std::string_view code) {
  const bool literal = code.starts_with('[');
  const size_t begin = literal ? 1 : past_new_array(code);
  if (begin == kNone) return std::nullopt;
  const size_t end = code.find_first_of(literal ? "]\n" : ")\n", begin);
  if (!stands_at(code, end, literal ? ']' : ')')) return std::nullopt;
  return strip_python_space(code.substr(begin, end - begin));
}

Value element_of_javascript(std::string_view text, const Nested& nested) {
  if (!nested) return guess_javascript(text);
  const bool quote = text.starts_with('\'') || text.starts_with('"');
  return convert_javascript(text, *nested, quote ? Nested("String") : Nested());
}

Value array_of_javascript(std::string_view code, const Nested& nested) {
  code = strip_python_space(code);
  if (const std::string_view arrays = nested_arrays(code); !arrays.empty()) return split_nested(arrays);
  const std::optional<std::string_view> part = array_part(code);
  if (!part) return code;
  List elements;
  if (part->empty()) return elements;
  try {
    for (const std::string_view item : split_elements(*part)) elements.push_back(element_of_javascript(item, nested));
  } catch (const chat::python::PythonError&) {
    return code;
  }
  return elements;
}

// ,\s*(?=[^,]+:) – the end of a comma that stands before another pair, kNone for one that belongs to the value.
class PairCommas {
 public:
  explicit PairCommas(std::string_view text)
      : text_(text), commas_(Next::any_of(text, ",")), colons_(Next::any_of(text, ":")) {}

  size_t end_of(size_t comma) {
    const size_t begin = skip_python_space(text_, comma + 1);
    if (begin >= text_.size()) return kNone;
    const size_t next_comma = commas_.from(begin);
    const size_t colon = colons_.from(begin);
    if (colon >= next_comma || colon >= text_.size()) return kNone;
    if (colon > begin) return begin;
    // Nothing before the colon: a second one will do, or the white space passed over gives back a character.
    const size_t second = text_.find_first_of(",:", begin + 1);
    if (stands_at(text_, second, ':')) return begin;
    return begin > comma + 1 ? core::code_point_before(text_, begin) : kNone;
  }

 private:
  std::string_view text_;
  Next commas_;
  Next colons_;
};

// ([^:]+):\s*(.*?)(?:,\s*(?=[^,]+:)|$)
Dict pairs(std::string_view text) {
  Dict out;
  PairCommas commas(text);
  size_t at = 0;
  for (;;) {
    at = text.find_first_not_of(':', at);
    const size_t colon = at == kNone ? kNone : text.find(':', at);
    if (colon == kNone) return out;
    const std::string_view key = strip_quotes(strip_python_space(text.substr(at, colon - at)));
    const size_t begin = skip_python_space(text, colon + 1);
    size_t end = text.find(',', begin);
    at = kNone;
    for (; end != kNone; end = text.find(',', end + 1)) {
      at = commas.end_of(end);
      if (at != kNone) break;
    }
    const std::string_view value = strip_python_space(text.substr(begin, end == kNone ? end : end - begin));
    const bool is_array = value.starts_with('[') && value.ends_with(']');
    out.set(key, is_array ? array_of_javascript(value, {}) : guess_javascript(strip_quotes(value)));
    if (at == kNone) return out;
  }
}

// \{(.*?)\}: a value in braces of its own ends the dict too early.
Value dict(std::string_view code) {
  code = strip_python_space(code);
  if (!code.starts_with('{')) return code;
  const size_t end = code.find_first_of("}\n", 1);
  if (!stands_at(code, end, '}')) return code;
  return pairs(code.substr(1, end - 1));
}

}  // namespace

Value convert_javascript(std::string_view text, std::string_view type, Nested nested) {
  if (type == "any") return text;
  if (type == "String") {
    return is_quoted(text, '"') || is_quoted(text, '\'') ? core::without_ends(text) : text;
  }
  if (type == "integer") {
    const auto number = match_number(text, {});
    return number ? to_int(*number) : Value(text);
  }
  if (type == "float") {
    const auto number = match_number(text, {.fraction = true});
    return number ? Value(to_float(*number)) : Value(text);
  }
  if (type == "Bigint") {
    const auto number = match_number(text, {.suffixes = "n"});
    if (!number) return text;
    if (text.ends_with('\n')) raise("ValueError", "invalid literal for int() with base 10");  // it drops the line end
    return to_int(*number);
  }
  if (type == "Boolean") return text == "true" || text == "false" ? Value(text == "true") : Value(text);
  if (type == "array") return array_of_javascript(text, nested);
  if (type == "dict") return dict(text);
  raise("ValueError", core::format("Unsupported type: {}", type));
}

}  // namespace eval
