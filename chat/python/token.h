// Tokens of a Python expression.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "chat/python/parser.h"

namespace chat::python {

enum class Tok : uint8_t {
  end,
  newline,
  name,
  number,
  string,
  // keywords that expressions use
  kw_false,
  kw_none,
  kw_true,
  kw_and,
  kw_async,
  kw_await,
  kw_else,
  kw_for,
  kw_from,
  kw_if,
  kw_in,
  kw_is,
  kw_lambda,
  kw_not,
  kw_or,
  kw_yield,
  other,  // keywords and operators that no expression contains
  left_paren,
  right_paren,
  left_bracket,
  right_bracket,
  left_brace,
  right_brace,
  comma,
  colon,
  dot,
  ellipsis,
  assign,
  walrus,
  plus,
  minus,
  star,
  slash,
  double_slash,
  percent,
  at,
  double_star,
  left_shift,
  right_shift,
  ampersand,
  caret,
  bar,
  tilde,
  equal,
  not_equal,
  less,
  less_equal,
  greater,
  greater_equal,
};

struct Token {
  Tok kind = Tok::end;
  size_t begin = 0;  // bytes
  size_t end = 0;
};

// Thrown inside this folder only; parse_expression turns it into a value.
struct Failure {
  SyntaxFailure what;
};
[[noreturn]] void fail(std::string message, size_t offset);

// `text` has \n line ends only. The last token is `end`. Throws Failure.
std::vector<Token> tokenize(std::string_view text);

}  // namespace chat::python
