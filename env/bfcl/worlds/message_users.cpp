// MessageAPI: the workspace's users and who is logged in.
#include <algorithm>

#include "core/format.h"
#include "core/python_text.h"
#include "env/bfcl/worlds/message_world.h"
#include "env/bfcl/worlds/python_operators.h"

namespace env::bfcl {
namespace {

using core::Dict;
using core::Value;

constexpr size_t kIdDigits = 3;

// str.zfill(): zeros go behind a sign.
std::string filled(std::string text) {
  const bool is_signed = text.starts_with('-') || text.starts_with('+');
  while (text.size() < kIdDigits) text.insert(is_signed ? 1 : 0, 1, '0');
  return text;
}

}  // namespace

bool MessageWorld::has_user_id(const Value& id) const {
  return std::any_of(user_map_->begin(), user_map_->end(), [&](const auto& user) { return user.value == id; });
}

Value MessageWorld::list_users(const Arguments& /*arguments*/) {
  core::List names;
  for (const auto& [name, id] : *user_map_) names.push_back(name);
  return Dict{{"user_list", std::move(names)}};
}

Value MessageWorld::get_user_id(const Arguments& arguments) {
  const Value* id = python_find(*user_map_, arguments[0]);
  if (id != nullptr) return Dict{{"user_id", *id}};
  return message_error(core::format("User '{}' not found in the workspace.", core::python_str(arguments[0])));
}

Value MessageWorld::message_login(const Arguments& arguments) {
  const std::string id = core::python_str(arguments[0]);
  if (!has_user_id(arguments[0])) {
    return Dict{{"login_status", false}, {"message", core::format("User ID '{}' not found.", id)}};
  }
  current_user_ = arguments[0];
  return Dict{{"login_status", true}, {"message", core::format("User '{}' logged in successfully.", id)}};
}

Value MessageWorld::message_get_login_status(const Arguments& /*arguments*/) {
  return Dict{{"login_status", is_logged_in()}};
}

Value MessageWorld::add_contact(const Arguments& arguments) {
  const Value& name = arguments[0];
  if (python_find(*user_map_, name) != nullptr) {
    return message_error(core::format("User name '{}' already exists.", core::python_str(name)));
  }
  user_count_ = python_add_in_place(user_count_, 1);  // stays counted where the id then clashes
  const std::string id = "USR" + filled(core::python_str(user_count_));
  if (has_user_id(id)) return message_error(core::format("User ID '{}' already exists.", id));
  user_map_.write().set(name, id);
  return Dict{{"added_status", true},
              {"user_id", id},
              {"message", core::format("Contact '{}' added successfully.", core::python_str(name))}};
}

}  // namespace env::bfcl
