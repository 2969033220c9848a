#include "synth/graph/value_path.h"

#include <algorithm>
#include <charconv>

#include "core/json.h"
#include "core/python_text.h"
#include "core/text.h"

namespace synth {
namespace {

using core::Value;

bool is_identifier(std::string_view text) {
  if (text.empty() || (text[0] >= '0' && text[0] <= '9')) return false;
  return std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  });
}

bool is_path_text(std::string_view text) {
  constexpr size_t kLongest = 300;  // longer texts are prose
  return text.size() <= kLongest && text.find('/') != std::string_view::npos &&
         text.find_first_of(" \n\t") == std::string_view::npos;
}

struct Collector {
  std::vector<Piece>& out;

  void walk(const Value& value, const std::string& path, const std::string& pattern, bool is_top) {
    if (value.is_dict()) {
      const bool data_keys = !is_top && has_data_keys(value.as_dict());
      size_t i = 0;
      for (const auto& [key, item] : value.as_dict()) {
        std::string below = path;
        append_key(below, key);
        if (data_keys && key.is_string()) {
          out.push_back({key, path + "{" + std::to_string(i) + "}", pattern + "{}"});
          walk(item, below, pattern + "[*]", false);
        } else {
          std::string below_pattern = pattern;
          append_key(below_pattern, key);
          walk(item, below, below_pattern, false);
        }
        ++i;
      }
    } else if (value.is_list()) {
      size_t i = 0;
      for (const Value& item : value.as_list()) {
        walk(item, path + "[" + std::to_string(i++) + "]", pattern + "[]", false);
      }
    } else if (value.is_string() || value.is_number() || value.is_bool()) {
      out.push_back({value, path, pattern});
      if (!value.is_string() || !is_path_text(value.as_string())) return;
      const std::vector<std::string> parts = core::split(value.as_string(), '/');
      for (size_t i = 0; i < parts.size(); ++i) {
        if (parts[i].empty() || parts[i] == "." || parts[i] == "..") continue;
        out.push_back({parts[i], path + "/" + std::to_string(i), pattern + "/"});
      }
    }
  }
};

std::optional<size_t> read_number(std::string_view text, size_t& at) {
  size_t number = 0;
  const auto [end, error] = std::from_chars(text.data() + at, text.data() + text.size(), number);
  if (error != std::errc()) return std::nullopt;
  at = static_cast<size_t>(end - text.data());
  return number;
}

// The end of the JSON text that begins at `at`.
size_t end_of_string(std::string_view path, size_t at) {
  for (size_t i = at + 1; i < path.size(); ++i) {
    if (path[i] == '\\') {
      ++i;
    } else if (path[i] == '"') {
      return i + 1;
    }
  }
  return path.size();
}

}  // namespace

bool has_data_keys(const core::Dict& dict) {
  return !dict.empty() && std::ranges::all_of(dict, [](const core::DictItem& item) { return item.value.is_dict(); });
}

void append_key(std::string& path, const Value& key) {
  const std::string text = core::python_str(key);
  if (is_identifier(text)) {
    if (!path.empty()) path += '.';
    path += text;
  } else {
    path += "[" + core::dump_json(Value(text)) + "]";
  }
}

std::vector<Piece> pieces_of(const Value& result) {
  std::vector<Piece> pieces;
  Collector{pieces}.walk(result, {}, {}, true);
  return pieces;
}

std::optional<Value> value_at(const Value& root, std::string_view path) {
  Value here = root;
  for (size_t at = 0; at < path.size();) {
    const char mark = path[at];
    Value next;
    if (mark == '[' && at + 1 < path.size() && path[at + 1] == '"') {
      const size_t end = end_of_string(path, at + 1);
      const Value key = core::parse_json(path.substr(at + 1, end - at - 1));
      const Value* found = here.find(key.as_string());
      if (found == nullptr) return std::nullopt;
      next = *found;
      at = end + 1;
    } else if (mark == '[' || mark == '{' || mark == '/') {
      ++at;
      const std::optional<size_t> i = read_number(path, at);
      if (!i) return std::nullopt;
      if (mark == '[') {
        if (!here.is_list() || *i >= here.as_list().size()) return std::nullopt;
        next = here.as_list()[*i];
        ++at;
      } else if (mark == '{') {
        if (!here.is_dict() || *i >= here.as_dict().size()) return std::nullopt;
        next = (here.as_dict().begin() + static_cast<ptrdiff_t>(*i))->key;
        ++at;
      } else {
        if (!here.is_string()) return std::nullopt;
        const std::vector<std::string> parts = core::split(here.as_string(), '/');
        if (*i >= parts.size()) return std::nullopt;
        next = parts[*i];
      }
    } else {
      if (mark == '.') ++at;
      const size_t end = std::min(path.find_first_of(".[{/", at), path.size());
      const Value* found = here.find(path.substr(at, end - at));
      if (found == nullptr) return std::nullopt;
      next = *found;
      at = end;
    }
    here = std::move(next);
  }
  return here;
}

}  // namespace synth
