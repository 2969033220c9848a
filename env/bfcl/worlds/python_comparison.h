// Python's orderings with the operator's own text in their TypeErrors.
#pragma once

#include "core/value.h"

namespace env::bfcl {

enum class Order { less, less_equal, greater, greater_equal };

// `a < b`, `a <= b` and so on for numbers, and for strings, bytes, lists and tuples with their like.
// Throws PythonError: "'<=' not supported between instances of 'str' and 'int'".
bool python_compare(const core::Value& a, Order order, const core::Value& b);
// `low <= value <= high`: the second comparison is made where the first one holds.
bool python_between(const core::Value& low, const core::Value& value, const core::Value& high);

}  // namespace env::bfcl
