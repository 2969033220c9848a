// Where two values part: two states of a world, say.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "core/value.h"

namespace core {

struct ValueDifference {
  std::string path;  // keys from the outside in: "root / workspace / contents / notes.txt"
  std::string left;  // Python's repr; "nothing" where the key or the item is missing
  std::string right;
};

// In the order of the right value, depth first; then what only the left one has. At most `most`.
std::vector<ValueDifference> value_differences(const Value& left, const Value& right, size_t most);
// nullopt where they are equal.
std::optional<ValueDifference> first_difference(const Value& left, const Value& right);

}  // namespace core
