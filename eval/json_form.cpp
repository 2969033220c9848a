#include "eval/json_form.h"

#include <algorithm>

#include "core/json.h"
#include "core/python_text.h"

namespace eval {

namespace {

bool has_json_form(const core::Value& value);

bool is_json_key(const core::Value& key) {
  return key.is_none() || key.is_bool() || key.is_number() || key.is_string();
}

bool all_have_json_form(const core::List& items) {
  return std::all_of(items.begin(), items.end(), has_json_form);
}

bool has_json_form(const core::Value& value) {
  if (value.is_bytes() || value.is_complex() || value.is_object()) return false;
  if (value.is_list()) return all_have_json_form(value.as_list());
  if (value.is_tuple()) return all_have_json_form(value.as_tuple().items);
  if (!value.is_dict()) return true;
  return std::all_of(value.as_dict().begin(), value.as_dict().end(),
                     [](const core::DictItem& item) { return is_json_key(item.key) && has_json_form(item.value); });
}

}  // namespace

core::Value json_form(const core::Value& value) {
  if (value.is_dict()) {
    core::Dict out;
    for (const auto& [key, item] : value.as_dict()) {
      out.set(is_json_key(key) ? key : core::Value(core::python_str(key)), json_form(item));
    }
    return out;
  }
  if (value.is_list()) {
    core::List out;
    for (const core::Value& item : value.as_list()) out.push_back(json_form(item));
    return out;
  }
  return has_json_form(value) ? value : core::Value(core::python_str(value));
}

void append_json_form(core::TextBuffer& out, const core::Value& value) {
  if (!core::append_json(out, value)) core::append_json(out, json_form(value));
}

}  // namespace eval
