#include <algorithm>
#include <string>
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
using core::Value;

constexpr NumberPattern kInteger{};
constexpr NumberPattern kLong{.suffixes = "lL"};
constexpr NumberPattern kFloat{.fraction = true, .exponent = true, .suffixes = "fF"};
constexpr NumberPattern kDouble{.fraction = true, .exponent = true};

// Past `literal` where it stands at `at`, else kNone; kNone stays kNone.
size_t past(std::string_view text, size_t at, std::string_view literal) {
  return at != kNone && text.substr(at).starts_with(literal) ? at + literal.size() : kNone;
}

size_t skip_space(std::string_view text, size_t at) {
  return at == kNone ? kNone : skip_python_space(text, at);
}

// \w*
size_t skip_word(std::string_view text, size_t at) {
  while (at < text.size()) {
    size_t after = at;
    if (!core::is_python_word(core::next_code_point(text, after))) break;
    at = after;
  }
  return at;
}

size_t next_character(std::string_view text, size_t at) {
  if (at < text.size()) core::next_code_point(text, at);
  return at;
}

// Calls `found(place)` past each `new\s+`, until it says true.
template <class Found>
bool any_creation(std::string_view text, Found found) {
  for (size_t at = text.find("new"); at != kNone; at = text.find("new", at + 1)) {
    const size_t after = skip_python_space(text, at + 3);
    if (after > at + 3 && found(after)) return true;
  }
  return false;
}

// A value without knowing its type.
Value guess_java(std::string_view text) {
  if (text == "true" || text == "false") return text == "true";
  if (is_quoted(text, '"')) return core::without_ends(text);
  if (const auto number = match_number(text, kLong)) return to_int(*number);
  if (const auto number = match_number(text, kFloat)) return to_float(*number);
  return guess_number(text);
}

Value element(std::string_view text, const Nested& nested) {
  return nested ? convert_java(text, *nested) : guess_java(text);
}

// Elements of lists lose their quotes, unlike those of arrays.
Value list_element(std::string_view text, const Nested& nested) {
  if (nested == "char" || nested == "String") return core::without_ends(text);
  return element(text, nested);
}

// Calls `found(place)` past each `new\s+ArrayList<\w*>`, until it says true.
template <class Found>
bool any_array_list(std::string_view text, Found found) {
  return any_creation(text, [&](size_t at) {
    const size_t open = past(text, at, "ArrayList<");
    const size_t close = open == kNone ? kNone : past(text, skip_word(text, open), ">");
    return close != kNone && found(close);
  });
}

// …\(Arrays\.asList\((.+?)\)\)
std::optional<std::string_view> as_list_part(std::string_view text) {
  Next line_ends = Next::any_of(text, "\n");
  Next closers = Next::whole(text, "))");
  std::optional<std::string_view> part;
  any_array_list(text, [&](size_t at) {
    const size_t begin = past(text, at, "(Arrays.asList(");
    if (begin == kNone) return false;
    const size_t close = closers.from(next_character(text, begin));
    if (close >= text.size() || close > line_ends.from(begin)) return false;
    part = text.substr(begin, close - begin);
    return true;
  });
  return part;
}

// …\(\)\s*\{\{\s*(.+?)\s*\}\} over lines. White space at its ends may be left in: nobody looks at it.
std::optional<std::string_view> initialiser_part(std::string_view text) {
  Next closers = Next::whole(text, "}}");
  std::optional<std::string_view> part;
  any_array_list(text, [&](size_t at) {
    const size_t open = past(text, skip_space(text, past(text, at, "()")), "{{");
    if (open == kNone) return false;
    const size_t begin = skip_python_space(text, open);
    // Nothing but white space between the braces: one of it is the part.
    const bool blank = begin > open && past(text, begin, "}}") != kNone;
    const size_t close = closers.from(next_character(text, begin));
    if (close < text.size()) {
      part = text.substr(begin, close - begin);
    } else if (blank) {
      part = std::string_view();
    }
    return part.has_value();
  });
  return part;
}

// add\((.+?)\)
List added_elements(std::string_view text, const Nested& nested) {
  List elements;
  Next ends = Next::any_of(text, ")\n");
  for (size_t at = text.find("add("); at != kNone; at = text.find("add(", at)) {
    const size_t begin = at + 4;
    at = begin;
    if (begin >= text.size() || text[begin] == '\n') continue;
    const size_t end = ends.from(next_character(text, begin));
    if (end >= text.size() || text[end] != ')') continue;
    elements.push_back(list_element(core::strip_python_space(text.substr(begin, end - begin)), nested));
    at = end + 1;
  }
  return elements;
}

Value array_list(std::string_view text, const Nested& nested) {
  if (const auto part = as_list_part(text)) {
    List elements;
    for (const std::string_view item : split_elements(*part)) elements.push_back(list_element(item, nested));
    return elements;
  }
  if (const auto part = initialiser_part(text)) return added_elements(*part, nested);
  if (any_array_list(text, [&](size_t at) { return past(text, at, "()") != kNone; })) return List();
  return text;
}

// new\s+\w+\[\]\s*\{(.*?)\}
Value array(std::string_view text, const Nested& nested) {
  Next ends = Next::any_of(text, "}\n");
  std::optional<std::string_view> part;
  any_creation(text, [&](size_t at) {
    const size_t name_end = skip_word(text, at);
    if (name_end == at) return false;
    const size_t begin = past(text, skip_space(text, past(text, name_end, "[]")), "{");
    if (begin == kNone) return false;
    const size_t end = ends.from(begin);
    if (end >= text.size() || text[end] != '}') return false;
    part = text.substr(begin, end - begin);
    return true;
  });
  if (!part) return text;
  List elements;
  for (const std::string_view item : split_elements(*part)) {
    if (!item.empty()) elements.push_back(element(item, nested));
  }
  return elements;
}

// put\("(.*?)",\s*(.*?)\)
Dict put_pairs(std::string_view text) {
  Next line_ends = Next::any_of(text, "\n");
  Next value_ends = Next::any_of(text, ")\n");
  Dict pairs;
  // Where the first key that a value follows ends, at or after the place last asked for, and that value.
  size_t key_end = 0;
  size_t value_begin = 0;
  size_t value_end = 0;
  const auto find_key_end = [&](size_t from) {
    for (size_t at = text.find("\",", from); at != kNone; at = text.find("\",", at + 1)) {
      value_begin = skip_python_space(text, at + 2);
      value_end = value_ends.from(value_begin);
      if (value_end < text.size() && text[value_end] == ')') return at;
    }
    return text.size();
  };
  bool known = false;
  for (size_t at = text.find("put(\""); at != kNone; at = text.find("put(\"", at)) {
    const size_t begin = at + 5;
    at = begin;
    if (!known || key_end < begin) key_end = find_key_end(begin);
    known = true;
    if (key_end >= text.size()) break;
    if (key_end > line_ends.from(begin)) continue;
    const std::string_view value = text.substr(value_begin, value_end - value_begin);
    pairs.set(text.substr(begin, key_end - begin), guess_java(core::strip_python_space(value)));
    at = value_end + 1;
  }
  return pairs;
}

// new\s+HashMap<.*?>\s*\(\)\s*\{\s*\{?\s*(.*?)\s*\}?\s*\} over lines
std::optional<std::string_view> map_initialiser(std::string_view text) {
  std::optional<std::string_view> part;
  any_creation(text, [&](size_t at) {
    const size_t open = past(text, at, "HashMap<");
    if (open == kNone) return false;
    for (size_t close = text.find('>', open); close != kNone; close = text.find('>', close + 1)) {
      size_t begin = past(text, skip_space(text, close + 1), "()");
      begin = past(text, skip_space(text, begin), "{");
      if (begin == kNone) continue;
      begin = skip_python_space(text, begin);
      if (begin < text.size() && text[begin] == '{') begin = skip_python_space(text, begin + 1);
      const size_t end = text.find('}', begin);
      if (end != kNone) part = text.substr(begin, end - begin);
      break;  // without a `}` here there is none further on
    }
    return true;  // a later `new HashMap<` could not see any other `>`
  });
  return part;
}

// new\s+HashMap<.*?>\s*\(\)
bool is_empty_map(std::string_view text) {
  size_t line_end = 0;  // all of this line was tried
  return any_creation(text, [&](size_t at) {
    const size_t open = past(text, at, "HashMap<");
    if (open == kNone || open < line_end) return false;
    line_end = std::min(text.find('\n', open), text.size());
    for (size_t close = text.find('>', open); close < line_end; close = text.find('>', close + 1)) {
      if (past(text, skip_python_space(text, close + 1), "()") != kNone) return true;
    }
    return false;
  });
}

Value hash_map(std::string_view text) {
  if (const auto part = map_initialiser(text)) return put_pairs(*part);
  if (is_empty_map(text)) return Dict();
  return text;
}

}  // namespace

Value convert_java(std::string_view text, std::string_view type, Nested nested) {
  if (type == "String" || type == "any" || type == "char") return text;
  if (type == "byte" || type == "short" || type == "integer") {
    const auto number = match_number(text, kInteger);
    return number ? to_int(*number) : Value(text);
  }
  if (type == "long") {
    const auto number = match_number(text, kLong);
    return number ? to_int(*number) : Value(text);
  }
  if (type == "float" || type == "double") {
    const auto number = match_number(text, type == "float" ? kFloat : kDouble);
    return number ? Value(to_float(*number)) : Value(text);
  }
  if (type == "boolean") return text == "true" || text == "false" ? Value(text == "true") : Value(text);
  if (type == "Array") return array(text, nested);
  if (type == "ArrayList") return array_list(text, nested);
  if (type == "HashMap") return hash_map(text);
  if (type == "Set" || type == "Hashtable") raise("NotImplementedError", "Set conversion is not implemented");
  if (type == "Queue" || type == "Stack") {
    raise("NotImplementedError", core::format("{} conversion is not implemented", type));
  }
  raise("ValueError", core::format("Unsupported type: {}", type));
}

}  // namespace eval
