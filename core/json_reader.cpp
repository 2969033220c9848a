#include "core/json_reader.h"

#include <simdjson.h>

#include <algorithm>

#include "core/json.h"
#include "core/text.h"

namespace core {
namespace {

namespace dom = simdjson::dom;

// What is nested deeper, parse_json refuses.
constexpr int kSharedDepth = 500;

// The value of a checked text into `out`; false where it is nested too deep.
bool build_value(const dom::element& element, int depth, Value& out) {
  if (depth > kSharedDepth) return false;
  switch (element.type()) {
    case dom::element_type::OBJECT: {
      const dom::object object = element.get_object().value_unsafe();
      Dict& dict = (out = Dict()).as_dict();
      dict.reserve(object.size());
      // Of a key that is repeated, the place is the first one's and the value the last one's.
      for (const auto& [key, value] : object) {
        if (!build_value(value, depth + 1, dict[key])) return false;
      }
      return true;
    }
    case dom::element_type::ARRAY: {
      const dom::array array = element.get_array().value_unsafe();
      List& list = (out = List()).as_list();
      list.reserve(array.size());
      for (const dom::element& item : array) {
        if (!build_value(item, depth + 1, list.emplace_back())) return false;
      }
      return true;
    }
    case dom::element_type::STRING:
      out = element.get_string().value_unsafe();
      return true;
    case dom::element_type::INT64:
      out = element.get_int64().value_unsafe();
      return true;
    case dom::element_type::UINT64:
      out = element.get_uint64().value_unsafe();
      return true;
    case dom::element_type::DOUBLE:
      out = element.get_double().value_unsafe();
      return true;
    case dom::element_type::BOOL:
      out = element.get_bool().value_unsafe();
      return true;
    case dom::element_type::NULL_VALUE:
      out = nullptr;
      return true;
  }
  return false;
}

}  // namespace

struct JsonReader::Parser {
  dom::parser parser;
  std::string padded;  // a text that lay too close to the end of its memory
};

static_assert(JsonReader::kPadding >= simdjson::SIMDJSON_PADDING);

JsonReader::JsonReader() : parser_(std::make_unique<Parser>()) {}
JsonReader::JsonReader(JsonReader&&) noexcept = default;
JsonReader& JsonReader::operator=(JsonReader&&) noexcept = default;
JsonReader::~JsonReader() = default;

Value JsonReader::read(std::string_view text, size_t readable) {
  auto& [parser, padded] = *parser_;
  std::string_view source = text;
  if (readable < text.size() + kPadding) {
    padded.assign(text);
    padded.append(kPadding, ' ');
    source = std::string_view(padded).substr(0, text.size());
  }
  // A later simdjson skips a byte order mark, which parse_json refuses.
  const bool marked = text.starts_with('\xef');
  if (!marked) {
    const auto parsed = parser.parse(source.data(), source.size(), false);
    Value value;
    if (parsed.error() == simdjson::SUCCESS && build_value(parsed.value_unsafe(), 0, value)) return value;
  }
  return parse_json(text);
}

JsonLines::JsonLines(std::string text) : text_(std::move(text)) {
  const size_t size = text_.size();
  text_.append(JsonReader::kPadding, ' ');
  rest_ = std::string_view(text_).substr(0, size);
}

bool JsonLines::next() {
  while (!rest_.empty()) {
    line_ = rest_.substr(0, rest_.find('\n'));
    rest_.remove_prefix(std::min(line_.size() + 1, rest_.size()));
    ++number_;
    if (!trim(line_).empty()) return true;
  }
  return false;
}

}  // namespace core
