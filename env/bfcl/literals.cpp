#include "env/bfcl/literals.h"

#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "core/python_text.h"

namespace env::bfcl {

namespace {

bool is_ascii_word(unsigned char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

char lower_ascii(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

// Lower-cases the code point at the front of `text` into `word` and returns its length in bytes.
size_t append_lower(std::string_view text, std::string& word) {
  int32_t code = 0;
  const auto length = utf8proc_iterate(reinterpret_cast<const uint8_t*>(text.data()),
                                       static_cast<utf8proc_ssize_t>(text.size()), &code);
  if (length <= 0) {
    word += text.front();
    return 1;
  }
  std::array<uint8_t, 4> bytes{};
  const auto written = utf8proc_encode_char(utf8proc_tolower(code), bytes.data());
  word.append(bytes.begin(), bytes.begin() + written);
  return static_cast<size_t>(length);
}

// The literals that a schema hands out at this place: its enum and its default, canonical.
std::vector<std::string> handed_out(const core::Value* schema) {
  std::vector<std::string> literals;
  if (schema == nullptr) return literals;
  const auto add = [&](const std::string& literal) { literals.push_back(literal); };
  if (const core::Value* members = schema->find("enum")) for_each_literal(*members, add);
  if (const core::Value* fallback = schema->find("default")) for_each_literal(*fallback, add);
  return literals;
}

void collect_free(const core::Value& value, const core::Value* schema, std::vector<std::string> excluded,
                  const LiteralSink& sink) {
  for (std::string& literal : handed_out(schema)) excluded.push_back(std::move(literal));
  const auto visit_list = [&](const core::List& items) {
    const core::Value* inner = schema == nullptr ? nullptr : schema->find("items");
    for (const core::Value& item : items) {
      // An accepted value that is a list has its elements under `items`; the list of accepted values has not.
      collect_free(item, item.is_list() || inner == nullptr ? schema : inner, excluded, sink);
    }
  };
  if (value.is_list()) return visit_list(value.as_list());
  if (value.is_tuple()) return visit_list(value.as_tuple().items);
  if (value.is_dict()) {
    const core::Value* properties = schema == nullptr ? nullptr : schema->find("properties");
    for (const auto& [key, item] : value.as_dict()) {
      const core::Value* inner =
          properties != nullptr && properties->is_dict() ? properties->as_dict().find(key) : nullptr;
      collect_free(item, inner, excluded, sink);
    }
    return;
  }
  const std::string literal = canonical_literal(value);
  if (!literal.empty() && std::find(excluded.begin(), excluded.end(), literal) == excluded.end()) sink(literal);
}

}  // namespace

std::vector<std::string> lower_words(std::string_view text) {
  std::vector<std::string> words;
  std::string word;
  for (size_t i = 0; i < text.size();) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (is_ascii_word(c)) {
      word += lower_ascii(text[i++]);
    } else if (c >= 0x80) {
      i += append_lower(text.substr(i), word);
    } else {
      if (!word.empty()) words.push_back(std::move(word));
      word.clear();
      ++i;
    }
  }
  if (!word.empty()) words.push_back(std::move(word));
  return words;
}

std::string canonical_name(std::string_view function_name) {
  std::string name(function_name);
  std::transform(name.begin(), name.end(), name.begin(), [](char c) { return c == '.' ? '_' : lower_ascii(c); });
  return name;
}

std::string canonical_literal(const core::Value& value) {
  if (value.type() == core::Value::Type::big_integer) return "n:" + value.as_big_int().decimal;
  if (value.is_number()) return "n:" + core::python_float(value.as_double());
  if (!value.is_string() || value.as_string().empty()) return {};
  std::string out = "s:";
  for (const std::string& word : lower_words(value.as_string())) out += (out.size() > 2 ? " " : "") + word;
  return out.size() > 2 ? out : out + value.as_string();
}

void for_each_literal(const core::Value& value, const LiteralSink& sink) {
  collect_free(value, nullptr, {}, sink);
}

void for_each_free_literal(const core::Value& value, const core::Value* schema, const LiteralSink& sink) {
  collect_free(value, schema, {}, sink);
}

CallText scan_call_text(std::string_view text) {
  CallText call;
  const size_t open = std::min(text.find('('), text.size());
  call.name = text.substr(0, open);
  for (size_t i = open; i < text.size();) {
    const char c = text[i];
    const bool after_word = i > 0 && (is_ascii_word(static_cast<unsigned char>(text[i - 1])) || text[i - 1] == '_');
    if (c == '\'' || c == '"') {
      std::string content;
      for (++i; i < text.size() && text[i] != c; ++i) {
        if (text[i] == '\\' && i + 1 < text.size()) ++i;
        content += text[i];
      }
      ++i;
      call.literals.emplace_back(std::move(content));
    } else if (!after_word && ((c >= '0' && c <= '9') || c == '-' || c == '.')) {
      double number = 0;
      const auto result = std::from_chars(text.data() + i, text.data() + text.size(), number);
      if (result.ec == std::errc()) call.literals.emplace_back(number);
      i = std::max(i + 1, static_cast<size_t>(result.ptr - text.data()));
    } else {
      ++i;
    }
  }
  return call;
}

}  // namespace env::bfcl
