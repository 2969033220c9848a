// Fields of a JSON object with their types, for readers of recorded rollouts. Errors name the field.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/error.h"
#include "core/utf8.h"
#include "core/value.h"

namespace rollout {

inline const core::Value& field(const core::Value& json, std::string_view name) {
  if (!json.is_dict()) throw core::data_error(core::format("expected an object, found {}", json.type_name()));
  const core::Value* value = json.find(name);
  if (value == nullptr) throw core::data_error(core::format("{}: missing", name));
  return *value;
}

inline core::Error wrong_type(std::string_view name, std::string_view expected, const core::Value& found) {
  return core::data_error(core::format("{}: expected {}, found {}", name, expected, found.type_name()));
}

inline const std::string& string_field(const core::Value& json, std::string_view name) {
  const core::Value& value = field(json, name);
  if (!value.is_string()) throw wrong_type(name, "a string", value);
  return value.as_string();
}

inline const core::List& list_field(const core::Value& json, std::string_view name) {
  const core::Value& value = field(json, name);
  if (!value.is_list()) throw wrong_type(name, "a list", value);
  return value.as_list();
}

inline bool bool_field(const core::Value& json, std::string_view name) {
  const core::Value& value = field(json, name);
  if (!value.is_bool()) throw wrong_type(name, "true or false", value);
  return value.as_bool();
}

inline int64_t int_field(const core::Value& json, std::string_view name, int64_t least, int64_t most) {
  const core::Value& value = field(json, name);
  if (value.type() != core::Value::Type::integer) throw wrong_type(name, "an integer", value);
  if (value.as_int() >= least && value.as_int() <= most) return value.as_int();
  throw core::data_error(core::format("{}: {} is not from {} to {}", name, value.as_int(), least, most));
}

// The value of an enumeration whose `count` values have names, by its name.
template <class Enum, class NameOf>
Enum enum_field(const core::Value& json, std::string_view name, size_t count, NameOf name_of) {
  const std::string& text = string_field(json, name);
  for (size_t i = 0; i < count; ++i) {
    if (name_of(static_cast<Enum>(i)) == text) return static_cast<Enum>(i);
  }
  throw core::data_error(core::format("{}: '{}' is none of its values", name, core::utf8_prefix(text, 80)));
}

// Each item read by `read(item)`; errors name the list and the index.
template <class Read>
void for_each_item(const core::Value& json, std::string_view name, Read read) {
  const core::List& items = list_field(json, name);
  for (size_t i = 0; i < items.size(); ++i) {
    try {
      read(items[i]);
    } catch (const core::Error& error) {
      throw error.in(core::format("{}[{}]", name, i));
    }
  }
}

}  // namespace rollout
