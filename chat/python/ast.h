// Syntax tree of one Python 3.11 expression, shaped as CPython's `ast`. Knows no text and no meaning.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/value.h"

namespace chat::python {

enum class Kind : uint8_t {
  bool_op,
  named_expr,
  bin_op,
  unary_op,
  lambda,
  if_exp,
  dict,
  set,
  list_comp,
  set_comp,
  dict_comp,
  generator_exp,
  await,
  yield,
  yield_from,
  compare,
  call,
  formatted_value,
  joined_str,
  constant,
  ellipsis,  // the constant `...`, which core::Value lacks
  attribute,
  subscript,
  starred,
  name,
  list,
  tuple,
  slice,
};
// The class name in CPython's `ast`: "BinOp", "Constant".
std::string_view kind_name(Kind kind);

enum class Op : uint8_t {
  none,
  logical_or,
  logical_and,
  // binary
  add,
  sub,
  mult,
  mat_mult,
  div,
  mod,
  pow,
  l_shift,
  r_shift,
  bitwise_or,
  bitwise_xor,
  bitwise_and,
  floor_div,
  // unary
  invert,
  logical_not,
  u_add,
  u_sub,
  // comparison
  equal,
  not_equal,
  lt,
  lt_e,
  gt,
  gt_e,
  is,
  is_not,
  in,
  not_in,
};
// As written: "+", "not in".
std::string_view op_text(Op op);

struct Node;

struct Keyword {
  std::string name;  // empty for **value
  const Node* value = nullptr;
};

struct Comprehension {
  const Node* target = nullptr;
  const Node* iterable = nullptr;
  std::vector<const Node*> conditions;
  bool is_async = false;
};

struct Parameter {
  std::string name;
  const Node* fallback = nullptr;  // default value
};

struct Parameters {
  std::vector<Parameter> positional;  // the first `positional_only` of them stand before `/`
  size_t positional_only = 0;
  std::string variadic;  // *args; empty: none
  std::vector<Parameter> keyword_only;
  std::string keywords;  // **kwargs; empty: none
};

// What few kinds need.
struct Extra {
  std::vector<Keyword> keywords;          // call
  std::vector<Comprehension> generators;  // comprehensions
  std::vector<Op> ops;                    // compare
  Parameters parameters;                  // lambda
};

// Fields by kind:
//   bool_op: op, items                   named_expr: a (target), b          bin_op: a, op, b
//   unary_op: op, a                      lambda: extra.parameters, a        if_exp: a (test), b (body), c (else)
//   dict: keys (nullptr: **), items      set, list, tuple: items            *_comp, generator_exp: a[, b], generators
//   await, yield_from, starred: a        yield: a or nullptr                compare: a, extra.ops, items
//   call: a, items, extra.keywords       joined_str: items                  formatted_value: a, conversion, b (spec)
//   constant: value, is_u                attribute: a, value (its name)     subscript: a, b
//   name: value (its text)               slice: a, b, c (each or nullptr)
struct Node {
  Kind kind = Kind::constant;
  Op op = Op::none;
  bool is_u = false;    // a u'' literal
  char conversion = 0;  // of a formatted_value: 'r', 's', 'a' or 0
  int depth = 1;        // levels of the tree below, this one included
  const Node* a = nullptr;
  const Node* b = nullptr;
  const Node* c = nullptr;
  std::vector<const Node*> items;
  std::vector<const Node*> keys;
  core::Value value;
  std::unique_ptr<Extra> extra;

  const std::string& text() const { return value.as_string(); }
};

// Owns every node; they live as long as the tree.
struct Tree {
  std::deque<Node> nodes;
  const Node* root = nullptr;
};

}  // namespace chat::python
