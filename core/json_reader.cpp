#include "core/json_reader.h"

#include <simdjson.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "core/json.h"
#include "core/json_parts.h"
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
      Dict& dict = out.make_dict();
      dict.reserve(object.size());
      // Of a key that is repeated, the place is the first one's and the value the last one's.
      for (const auto& [key, value] : object) {
        if (!build_value(value, depth + 1, dict[key])) return false;
      }
      return true;
    }
    case dom::element_type::ARRAY: {
      const dom::array array = element.get_array().value_unsafe();
      List& list = out.make_list();
      list.reserve(array.size());
      for (const dom::element& item : array) {
        if (!build_value(item, depth + 1, list.emplace_back())) return false;
      }
      return true;
    }
    case dom::element_type::STRING:
      out.set_text(element.get_string().value_unsafe());
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

  // False where simdjson refuses the text. A later simdjson skips a byte order mark, which parse_json refuses.
  bool check(std::string_view source, dom::element& root) {
    return !source.starts_with('\xef') &&
           parser.parse(source.data(), source.size(), false).get(root) == simdjson::SUCCESS;
  }
};

static_assert(JsonReader::kPadding >= simdjson::SIMDJSON_PADDING);

namespace {

// Key and text of those members of a checked object that are lists under these keys, in their order; false where a key
// is repeated, so that the last value would count, or may be one of these, written with escapes.
bool find_lists(std::string_view source, std::span<const std::string_view> keys,
                std::vector<std::pair<size_t, std::string_view>>& lists) {
  std::vector<bool> seen(keys.size());
  for (JsonMembers members(source); members.next();) {
    if (!members.has_plain_key()) return false;
    const auto which = static_cast<size_t>(std::find(keys.begin(), keys.end(), members.key()) - keys.begin());
    if (which == keys.size()) continue;
    if (seen[which]) return false;
    seen[which] = true;
    if (members.value().starts_with('[')) lists.emplace_back(which, members.value());
  }
  return true;
}

}  // namespace

JsonReader::JsonReader() : parser_(std::make_unique<Parser>()) {}
JsonReader::JsonReader(JsonReader&&) noexcept = default;
JsonReader& JsonReader::operator=(JsonReader&&) noexcept = default;
JsonReader::~JsonReader() = default;

Value JsonReader::read(std::string_view text, size_t readable) {
  std::string_view source = text;
  if (readable < text.size() + kPadding) {
    parser_->padded.assign(text);
    parser_->padded.append(kPadding, ' ');
    source = std::string_view(parser_->padded).substr(0, text.size());
  }
  dom::element root;
  Value value;
  if (parser_->check(source, root) && build_value(root, 0, value)) return value;
  return parse_json(text);
}

bool JsonReader::read_deferring(std::string_view text, size_t readable, std::span<const std::string_view> keys,
                                Value& out, const FoundList& found) {
  dom::element root;
  if (readable < text.size() + kPadding || !parser_->check(text, root) || !root.is_object()) return false;
  std::vector<std::pair<size_t, std::string_view>> lists;
  if (!find_lists(text, keys, lists)) return false;
  Dict dict;
  auto list = lists.begin();
  const dom::object members = root.get_object().value_unsafe();
  for (const auto& [key, value] : members) {
    Value& member = dict[key];
    if (list != lists.end() && key == keys[list->first]) {
      ++list;
    } else if (!build_value(value, 1, member)) {
      return false;
    }
  }
  for (const auto& [which, json] : lists) found(keys[which], json);
  out = std::move(dict);
  return true;
}

JsonLines::JsonLines(std::string text) {
  const size_t size = text.size();
  text.append(JsonReader::kPadding, ' ');
  const auto padded = std::make_shared<const std::string>(std::move(text));
  owner_ = padded;
  end_ = padded->data() + padded->size();
  rest_ = std::string_view(*padded).substr(0, size);
}

JsonLines::JsonLines(std::shared_ptr<const void> owner, std::string_view text)
    : owner_(std::move(owner)), end_(text.data() + text.size()), rest_(text) {}

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
