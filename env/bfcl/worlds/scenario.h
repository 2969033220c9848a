// Reading an entry's scenario: each attribute from the scenario, else from the class's default state.
#pragma once

#include <cstdint>
#include <string_view>

#include "core/value.h"

namespace env::bfcl {

class Scenario {
 public:
  // Both must outlive this. `class_name` shows in errors.
  Scenario(std::string_view class_name, const core::Dict& given, const core::Dict& defaults)
      : class_name_(class_name), given_(given), defaults_(defaults) {}

  // given[key], else defaults[default_key]. Throws core::Error(data) where neither has it.
  const core::Value& value(std::string_view key, std::string_view default_key) const;
  const core::Value& value(std::string_view key) const { return value(key, key); }
  // The same for values that must have this type; core::Error(data) where they have not.
  const core::CopyOnWrite<core::Dict>& dict(std::string_view key) const;
  const core::CopyOnWrite<core::List>& list(std::string_view key) const;
  // "random_seed" as an int of 64 bits.
  int64_t seed() const;

 private:
  std::string_view class_name_;
  const core::Dict& given_;
  const core::Dict& defaults_;
};

}  // namespace env::bfcl
