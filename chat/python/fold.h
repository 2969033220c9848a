// Python's eval() of an expression of constants, as the reference applies it to binary operators: 1 + 2, 'a' * 3,
// [1] * 2, '%s' % 1. Results are bounded: what would not fit in memory raises.
#pragma once

#include <cstddef>
#include <functional>

#include "chat/python/ast.h"
#include "core/value.h"

namespace chat::python {

// Work that one reply may cause, in units of about one element or 32 bits.
struct FoldBudget {
  size_t left = 1'000'000;
};

// Rough size in elements; a long text counts by 8 bytes.
size_t fold_weight(const core::Value& value);

// Evaluates what is no constant: names, calls, attributes, subscripts, comparisons. Throws PythonError.
using Resolve = std::function<core::Value(const Node&)>;

// Throws PythonError: what Python raises, or NotImplementedError for expressions beyond this. Without `resolve` names
// raise NameError, and the only calls are those of builtins.
core::Value fold(const Node& node, FoldBudget& budget, const Resolve& resolve = {});

}  // namespace chat::python
