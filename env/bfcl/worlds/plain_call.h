// Call texts of the plain form that models and truths nearly always write, `name('text', key=1.5, list=[True, None])`,
// read in one pass instead of by rewriting, parsing and evaluating an expression. Knows no worlds and no methods.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "env/bfcl/worlds/binding.h"

namespace env::bfcl {

struct PlainCall {
  std::string_view name;  // into the call's text
  CallArguments arguments;
};

// nullopt for every text that means anything beyond that form, and for faulty ones: call_rewriter and call_evaluator
// say what those are. What is read here, they would read alike; except that argument names may be Python keywords,
// which the caller must refuse, and that neither name is known to exist.
std::optional<PlainCall> parse_plain_call(std::string_view text);

// Reads the arguments of a call of `method`, whose name the text begins with, right into one value a parameter,
// defaults filled in. False, and then the values are anything, where parse_plain_call gives nothing or bind_arguments
// would raise.
bool bind_plain_call(std::string_view text, const Method& method, std::span<core::Value> values);

}  // namespace env::bfcl
