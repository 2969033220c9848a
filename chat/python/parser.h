// Parses what CPython 3.11's ast.parse(text, mode="eval") parses. Linear in the text; nesting is limited, so that no
// input can overflow the stack. Knows nothing of calls as tools.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "chat/python/ast.h"

namespace chat::python {

// Python nests brackets at most this deep; other nesting (operators, lambdas, chains) ends at kMaxDepth, somewhat
// earlier than in CPython, whose limit is its own stack.
inline constexpr int kMaxBrackets = 200;
inline constexpr int kMaxDepth = 1000;

struct SyntaxFailure {
  std::string exception;  // Python's class: "SyntaxError", "UnicodeEncodeError", "MemoryError", "RecursionError"
  std::string message;    // ours
  size_t offset = 0;      // byte in the text
};

struct ParsedExpression {
  Tree tree;  // root is nullptr where the text is no expression
  SyntaxFailure failure;

  bool ok() const { return tree.root != nullptr; }
};

// `text` is UTF-8 (lone surrogates in WTF-8 fail as in Python).
ParsedExpression parse_expression(std::string_view text);

// `name` can stand before `=` in a call, and comes out of the parser as it went in.
bool is_plain_name(std::string_view name);

}  // namespace chat::python
