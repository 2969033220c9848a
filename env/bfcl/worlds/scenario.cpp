#include "env/bfcl/worlds/scenario.h"

#include "core/error.h"

namespace env::bfcl {

using core::Value;

const Value& Scenario::value(std::string_view key, std::string_view default_key) const {
  const Value* found = given_.find(key);
  return found != nullptr ? *found : defaults_.at(default_key);
}

const core::CopyOnWrite<core::Dict>& Scenario::dict(std::string_view key) const {
  const Value& found = value(key);
  if (!found.is_dict()) throw core::data_error(core::format("{}: {} is no dict", class_name_, key));
  return found.shared_dict();
}

const core::CopyOnWrite<core::List>& Scenario::list(std::string_view key) const {
  const Value& found = value(key);
  if (!found.is_list()) throw core::data_error(core::format("{}: {} is no list", class_name_, key));
  return found.shared_list();
}

int64_t Scenario::seed() const {
  const Value& found = value("random_seed");
  if (found.type() != Value::Type::integer) {
    throw core::data_error(core::format("{}: random_seed is no int of 64 bits", class_name_));
  }
  return found.as_int();
}

}  // namespace env::bfcl
