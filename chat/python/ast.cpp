#include "chat/python/ast.h"

#include <array>

namespace chat::python {

std::string_view kind_name(Kind kind) {
  constexpr std::array<std::string_view, 28> kNames = {
      "BoolOp",    "NamedExpr", "BinOp",   "UnaryOp",        "Lambda",       "IfExp",    "Dict",
      "Set",       "ListComp",  "SetComp", "DictComp",       "GeneratorExp", "Await",    "Yield",
      "YieldFrom", "Compare",   "Call",    "FormattedValue", "JoinedStr",    "Constant", "Constant",
      "Attribute", "Subscript", "Starred", "Name",           "List",         "Tuple",    "Slice"};
  return kNames.at(static_cast<size_t>(kind));
}

std::string_view op_text(Op op) {
  constexpr std::array<std::string_view, 30> kTexts = {
      "",   "or", "and", "+", "-", "*",  "@",  "/", "%",  "**", "<<", ">>", "|",      "^",  "&",
      "//", "~",  "not", "+", "-", "==", "!=", "<", "<=", ">",  ">=", "is", "is not", "in", "not in"};
  return kTexts.at(static_cast<size_t>(op));
}

}  // namespace chat::python
