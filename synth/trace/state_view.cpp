#include "synth/trace/state_view.h"

#include <algorithm>

#include "core/text.h"
#include "synth/graph/value_path.h"

namespace synth {
namespace {

using core::Dict;
using core::Value;

constexpr size_t kLongestValue = 120;  // longer texts are contents, not arguments
constexpr std::string_view kTypeField = "type";

// The records below a record: the first of its fields whose keys are data, or that is empty.
const Dict* records_of(const Value& record) {
  if (!record.is_dict()) return nullptr;
  for (const auto& [key, item] : record.as_dict()) {
    if (item.is_dict() && (item.as_dict().empty() || has_data_keys(item.as_dict()))) return &item.as_dict();
  }
  return nullptr;
}

// The records that `path` ("/a/b") leads to, starting at `top`.
const Dict* resolve(const Dict& top, std::string_view path) {
  const Dict* here = &top;
  for (const std::string& part : core::split(path, '/')) {
    if (part.empty()) continue;
    const Value* record = here->find(std::string_view(part));
    here = record == nullptr ? nullptr : records_of(*record);
    if (here == nullptr) return nullptr;
  }
  return here == &top ? nullptr : here;
}

const Dict* find_here(const Dict& attributes) {
  for (const auto& [name, place] : attributes) {
    if (!place.is_string() || !place.as_string().starts_with('/')) continue;
    for (const auto& [other, records] : attributes) {
      if (!records.is_dict() || !has_data_keys(records.as_dict())) continue;
      if (const Dict* found = resolve(records.as_dict(), place.as_string())) return found;
    }
  }
  return nullptr;
}

}  // namespace

StateView::StateView(const Value& state) {
  if (!state.is_dict()) return;
  // One level of classes, where every value is a class's attributes.
  for (const auto& [name, attributes] : state.as_dict()) {
    std::string path;
    append_key(path, name);
    if (attributes.is_dict()) {
      here_ = find_here(attributes.as_dict());
      const bool in_tree = here_ != nullptr;
      for (const auto& [attribute, value] : attributes.as_dict()) {
        if (!attribute.is_string() || attribute.as_string().starts_with('_')) continue;
        std::string below = path;
        append_key(below, attribute);
        walk(value, below, attribute.as_string(), {}, in_tree, false);
      }
    } else if (name.is_string()) {
      walk(attributes, path, name.as_string(), {}, false, false);
    }
  }
  here_ = nullptr;
}

void StateView::add_key(const Value& key, const Value& record, std::string path, std::string_view field, bool in_tree,
                        bool here) {
  std::string source(field);
  source += "{}";
  const Value* type = record.find(kTypeField);
  if (type != nullptr && type->is_string()) source += ":" + type->as_string();
  if (in_tree) source += here ? ":here" : ":away";
  values_.push_back({key, std::move(path), std::move(source)});
}

void StateView::walk(const Value& value, const std::string& path, std::string_view field, std::string_view key,
                     bool in_tree, bool here) {
  if (value.is_dict()) {
    const Dict& dict = value.as_dict();
    const bool data_keys = has_data_keys(dict);
    const bool is_here = data_keys && &dict == here_;
    size_t i = 0;
    for (const auto& [name, item] : dict) {
      std::string below = path;
      append_key(below, name);
      if (data_keys && name.is_string()) {
        add_key(name, item, path + "{" + std::to_string(i) + "}", field, in_tree, is_here);
        walk(item, below, field, name.as_string(), in_tree, is_here);
      } else {
        walk(item, below, name.is_string() ? std::string_view(name.as_string()) : field, key, in_tree, here);
      }
      ++i;
    }
  } else if (value.is_list()) {
    size_t i = 0;
    for (const Value& item : value.as_list())
      walk(item, path + "[" + std::to_string(i++) + "]", field, key, in_tree, here);
  } else if (value.is_string()) {
    if (!key.empty() && field != kTypeField) texts_.push_back({std::string(key), value.as_string(), here});
    const bool usable = !value.as_string().empty() && value.as_string().size() <= kLongestValue &&
                        value.as_string().find('\n') == std::string::npos;
    if (usable) values_.push_back({value, path, std::string(field)});
  } else if (value.is_number()) {
    values_.push_back({value, path, std::string(field)});
  }
}

std::vector<std::string> StateView::texts_of(std::string_view key) const {
  std::vector<std::string> texts;
  for (const bool here : {true, false}) {
    for (const Text& text : texts_) {
      if (text.here == here && text.key == key) texts.push_back(text.text);
    }
  }
  return texts;
}

}  // namespace synth
