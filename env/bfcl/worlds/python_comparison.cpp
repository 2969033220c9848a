#include "env/bfcl/worlds/python_comparison.h"

#include <array>
#include <cmath>
#include <string_view>

#include "core/format.h"
#include "env/bfcl/worlds/python_error.h"
#include "env/bfcl/worlds/python_operators.h"

namespace env::bfcl {
namespace {

using core::Value;

std::string_view sign(Order order) {
  constexpr std::array<std::string_view, 4> kSigns = {"<", "<=", ">", ">="};
  return kSigns.at(static_cast<size_t>(order));
}

bool is_nan(const Value& value) {
  return value.is_float() && std::isnan(value.as_double());
}

bool is_sequence(const Value& value) {
  return value.is_list() || value.is_tuple();
}

// Sequences are ordered by the first items that differ, else by length.
bool compare_sequences(const Value& a, Order order, const Value& b) {
  const core::List& left = a.is_list() ? a.as_list() : a.as_tuple().items;
  const core::List& right = b.is_list() ? b.as_list() : b.as_tuple().items;
  for (size_t i = 0; i < left.size() && i < right.size(); ++i) {
    if (!(left[i] == right[i])) return python_compare(left[i], order, right[i]);
  }
  return python_compare(static_cast<int64_t>(left.size()), order, static_cast<int64_t>(right.size()));
}

}  // namespace

bool python_compare(const Value& a, Order order, const Value& b) {
  if (is_sequence(a) && a.type() == b.type()) return compare_sequences(a, order, b);
  if (a.is_bytes() && b.is_bytes()) return python_compare(a.as_bytes().data, order, b.as_bytes().data);
  if (!(is_real(a) && is_real(b)) && !(a.is_string() && b.is_string())) {
    throw PythonError(core::format("'{}' not supported between instances of '{}' and '{}'", sign(order), a.type_name(),
                                   b.type_name()));
  }
  if (is_nan(a) || is_nan(b)) return false;
  switch (order) {
    case Order::less:
      return python_less(a, b);
    case Order::less_equal:
      return !python_less(b, a);
    case Order::greater:
      return python_less(b, a);
    case Order::greater_equal:
      break;
  }
  return !python_less(a, b);
}

bool python_between(const Value& low, const Value& value, const Value& high) {
  return python_compare(low, Order::less_equal, value) && python_compare(value, Order::less_equal, high);
}

}  // namespace env::bfcl
