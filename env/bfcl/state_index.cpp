#include "env/bfcl/state_index.h"

#include <algorithm>
#include <cmath>

#include "core/hash.h"
#include "core/python_text.h"

namespace env::bfcl {
namespace {

using core::Value;

void append(const Value& value, std::string& out) {
  if (value.is_dict()) {
    std::vector<std::pair<std::string, const Value*>> items;
    for (const auto& [key, item] : value.as_dict()) items.emplace_back(core::python_repr(key), &item);
    std::ranges::sort(items, {}, &std::pair<std::string, const Value*>::first);
    out += '{';
    for (const auto& [key, item] : items) {
      out += key + ':';
      append(*item, out);
      out += ',';
    }
    out += '}';
  } else if (value.is_list()) {
    out += '[';
    for (const Value& item : value.as_list()) {
      append(item, out);
      out += ',';
    }
    out += ']';
  } else if (value.is_float() && std::abs(value.as_double()) < 1e15 &&
             std::trunc(value.as_double()) == value.as_double()) {
    out += std::to_string(static_cast<int64_t>(value.as_double()));
  } else if (value.is_bool()) {
    out += value.as_bool() ? '1' : '0';
  } else {
    out += core::python_repr(value);
  }
}

}  // namespace

std::string canonical_state(const Value& state) {
  std::string out;
  append(state, out);
  return out;
}

std::string StateIndex::key(std::string_view class_name, const Value& state) {
  return core::sha256_hex(std::string(class_name) + '\n' + canonical_state(state));
}

StateIndex::StateIndex(const Dataset& dataset) {
  std::string_view last_file;
  for (const Category& category : all_categories()) {
    if (category.group != Group::multi_turn || category.file == last_file) continue;
    last_file = category.file;
    for (const Entry& entry : dataset.load(category)) {
      for (const auto& [class_name, state] : entry.initial_config) add(class_name.as_string(), state, entry.id);
    }
  }
}

void StateIndex::add(std::string_view class_name, const Value& state, std::string_view entry_id) {
  entries_.emplace(key(class_name, state), entry_id);
}

std::optional<ContaminationHit> StateIndex::check(const core::Dict& initial_config) const {
  for (const auto& [class_name, state] : initial_config) {
    if (!class_name.is_string()) continue;
    const auto found = entries_.find(key(class_name.as_string(), state));
    if (found != entries_.end()) return ContaminationHit{found->second, "state", class_name.as_string()};
  }
  return std::nullopt;
}

}  // namespace env::bfcl
