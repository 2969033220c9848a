// Python's binary operators on numbers.
#pragma once

#include "chat/python/ast.h"
#include "core/value.h"

namespace chat::python {

// Ints longer than this raise OverflowError: Python's own limit for printing them (4,300 digits).
inline constexpr size_t kMaxIntBits = 14284;
inline constexpr const char* kIntTooLong = "int of more than 4300 digits";

// Operands are bool, int, float or complex. Throws PythonError with Python's class and text.
core::Value numeric_operator(Op op, const core::Value& a, const core::Value& b);
// -x, +x, ~x. Throws PythonError(TypeError) for other types.
core::Value numeric_unary(Op op, const core::Value& operand);
// "unsupported operand type(s) for +: 'int' and 'str'"
[[noreturn]] void unsupported_operands(Op op, const core::Value& a, const core::Value& b);

}  // namespace chat::python
