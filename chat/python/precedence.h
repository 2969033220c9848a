// How tightly operators bind, as ast.unparse sees it.
#pragma once

#include "chat/python/ast.h"

namespace chat::python {

// Binding strength, as ast._Precedence.
enum class Precedence {
  named_expr,
  tuple,
  yield,
  test,
  logical_or,
  logical_and,
  logical_not,
  cmp,
  bitwise_or,
  bitwise_xor,
  bitwise_and,
  shift,
  arith,
  term,
  factor,
  power,
  await,
  atom
};

inline Precedence next(Precedence p) {
  return p == Precedence::atom ? p : static_cast<Precedence>(static_cast<int>(p) + 1);
}

inline Precedence binary_precedence(Op op) {
  switch (op) {
    case Op::add:
    case Op::sub:
      return Precedence::arith;
    case Op::l_shift:
    case Op::r_shift:
      return Precedence::shift;
    case Op::bitwise_or:
      return Precedence::bitwise_or;
    case Op::bitwise_xor:
      return Precedence::bitwise_xor;
    case Op::bitwise_and:
      return Precedence::bitwise_and;
    case Op::pow:
      return Precedence::power;
    default:
      return Precedence::term;
  }
}

}  // namespace chat::python
