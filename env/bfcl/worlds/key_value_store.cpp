#include "env/bfcl/worlds/key_value_store.h"

#include <algorithm>

#include "core/format.h"
#include "core/python_string.h"
#include "core/python_text.h"
#include "env/bfcl/worlds/key_search.h"
#include "env/bfcl/worlds/memory_answers.h"
#include "env/bfcl/worlds/python_container.h"
#include "env/bfcl/worlds/python_error.h"
#include "env/bfcl/worlds/python_operators.h"
#include "env/bfcl/worlds/python_words.h"
#include "env/bfcl/worlds/shared_equality.h"

namespace env::bfcl {
namespace {

using core::Dict;
using core::Value;

// ^[a-z]+(_[a-z0-9]+)*$, where `$` also stands before a line end at the end.
bool is_snake_case(std::string_view key) {
  if (key.ends_with('\n')) key.remove_suffix(1);
  bool starts_part = true;
  bool in_first = true;
  for (const char c : key) {
    const bool letter = c >= 'a' && c <= 'z';
    const bool digit = c >= '0' && c <= '9' && !in_first;
    if (c == '_' ? starts_part : !letter && !digit) return false;
    starts_part = c == '_';
    in_first = in_first && c != '_';
  }
  return !starts_part;
}

std::vector<std::string> keys_of(const Dict& entries) {
  std::vector<std::string> keys;
  for (const auto& [key, value] : entries) keys.push_back(key.as_string());
  return keys;
}

}  // namespace

bool KeyValueStore::equals(const KeyValueStore& other) const {
  return same_content(entries_, other.entries_);
}

Value KeyValueStore::length_trouble(std::string_view text) const {
  if (core::count_code_points(text) <= longest_) return {};
  return refused(core::format("Entry is too long. Please shorten the entry to less than {} characters.", longest_));
}

Value KeyValueStore::add(const Arguments& arguments) {
  const std::string key = core::python_str(arguments[0]);
  std::string value = core::python_str(arguments[1]);
  if (entries_->size() >= most_) return refused(words_.full);
  if (Value trouble = length_trouble(value); !trouble.is_none()) return trouble;
  if (!is_snake_case(key)) return refused("Key must be in snake_case format and cannot contain spaces.");
  if (entries_->contains(key)) return refused("Key name must be unique.");
  entries_.write().set(key, std::move(value));
  return done(words_.added);
}

Value KeyValueStore::remove(const Arguments& arguments) {
  if (python_find(*entries_, arguments[0]) == nullptr) return refused("Key not found.");
  entries_.write().erase(arguments[0].as_string());
  return done("Key removed.");
}

Value KeyValueStore::replace(const Arguments& arguments) {
  const std::string key = core::python_str(arguments[0]);
  std::string value = core::python_str(arguments[1]);
  if (!entries_->contains(key)) return refused("Key not found.");
  if (Value trouble = length_trouble(value); !trouble.is_none()) return trouble;
  entries_.write().set(key, std::move(value));
  return done("Key replaced.");
}

Value KeyValueStore::clear(const Arguments& /*arguments*/) {
  entries_ = core::CopyOnWrite<Dict>();
  return done(words_.cleared);
}

Value KeyValueStore::retrieve(const Arguments& arguments) {
  const Value* found = python_find(*entries_, arguments[0]);
  return found == nullptr ? refused("Key not found.") : Dict{{"value", *found}};
}

Value KeyValueStore::list_keys(const Arguments& /*arguments*/) {
  core::List keys;
  for (const auto& [key, value] : *entries_) keys.push_back(key);
  return Dict{{"keys", std::move(keys)}};
}

Value KeyValueStore::key_search(const Arguments& arguments) {
  if (entries_->empty()) throw PythonError("division by zero");  // the mean length of no keys
  const auto ranked = rank_keys(keys_of(*entries_), text_with(arguments[0], "replace"));
  core::List rows;
  const size_t shown = python_slice_size(ranked.size(), arguments[1]);
  for (size_t i = 0; i < shown; ++i) rows.emplace_back(core::Tuple{{ranked[i].first, ranked[i].second}});
  return Dict{{"ranked_results", std::move(rows)}};
}

Value KeyValueStore::retrieve_all(const Arguments& /*arguments*/) {
  return *entries_;
}

}  // namespace env::bfcl
