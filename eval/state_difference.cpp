#include "eval/state_difference.h"

#include <algorithm>

#include "core/python_text.h"

namespace eval {
namespace {

using core::Value;
using Found = std::optional<StateDifference>;

constexpr const char* kNothing = "nothing";

std::string joined(const std::string& path, const std::string& key) {
  return path.empty() ? key : path + " / " + key;
}

Found difference_at(const std::string& path, const Value& left, const Value& right);

Found dict_difference(const std::string& path, const core::Dict& left, const core::Dict& right) {
  for (const auto& [key, value] : right) {
    const std::string inner = joined(path, core::python_str(key));
    const Value* other = left.find(key);
    if (other == nullptr) return StateDifference{inner, kNothing, core::python_repr(value)};
    if (Found found = difference_at(inner, *other, value)) return found;
  }
  for (const auto& [key, value] : left) {
    if (right.find(key) == nullptr) {
      return StateDifference{joined(path, core::python_str(key)), core::python_repr(value), kNothing};
    }
  }
  return std::nullopt;
}

Found list_difference(const std::string& path, const core::List& left, const core::List& right) {
  for (size_t i = 0; i < std::max(left.size(), right.size()); ++i) {
    const std::string inner = joined(path, std::to_string(i));
    if (i >= left.size()) return StateDifference{inner, kNothing, core::python_repr(right[i])};
    if (i >= right.size()) return StateDifference{inner, core::python_repr(left[i]), kNothing};
    if (Found found = difference_at(inner, left[i], right[i])) return found;
  }
  return std::nullopt;
}

Found difference_at(const std::string& path, const Value& left, const Value& right) {
  if (core::python_equal(left, right)) return std::nullopt;
  Found inner;
  if (left.is_dict() && right.is_dict()) inner = dict_difference(path, left.as_dict(), right.as_dict());
  if (left.is_list() && right.is_list()) inner = list_difference(path, left.as_list(), right.as_list());
  return inner ? inner : StateDifference{path, core::python_repr(left), core::python_repr(right)};
}

}  // namespace

std::optional<StateDifference> first_difference(const Value& left, const Value& right) {
  return difference_at("", left, right);
}

}  // namespace eval
