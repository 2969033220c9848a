// Syntax tree -> canonical source, as CPython 3.11's ast.unparse.
#pragma once

#include <stdexcept>
#include <string>

#include "chat/python/ast.h"

namespace chat::python {

// ast.unparse raises ValueError where an f-string would need a backslash inside its braces.
class UnparseFailure : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// Throws UnparseFailure.
std::string unparse(const Node& node);

}  // namespace chat::python
