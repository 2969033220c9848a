// Python's eval() of an expression of constants, as the reference applies it to binary operators: 1 + 2, 'a' * 3,
// [1] * 2, '%s' % 1. Results are bounded: what would not fit in memory raises.
#pragma once

#include <cstddef>

#include "chat/python/ast.h"
#include "core/value.h"

namespace eval {

// Work that one reply may cause, in units of about one element or 32 bits.
struct FoldBudget {
  size_t left = 4'000'000;
};

// Throws PythonError: what Python raises (names: NameError), or NotImplementedError for what is no constant.
core::Value fold(const chat::python::Node& node, FoldBudget& budget);

}  // namespace eval
