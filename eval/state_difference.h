// Where two states of a world part first. Knows no worlds: states are values.
#pragma once

#include <optional>
#include <string>

#include "core/value.h"

namespace eval {

struct StateDifference {
  std::string path;  // keys from the outside in: "root / workspace / contents / notes.txt"
  std::string left;  // Python's repr; "nothing" where the key or the item is missing
  std::string right;
};

// In the order of the right state, depth first; then what only the left one has. nullopt where they are equal.
std::optional<StateDifference> first_difference(const core::Value& left, const core::Value& right);

}  // namespace eval
