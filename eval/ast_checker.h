// Decoded calls against accepted answers: verdicts, error types and messages of bfcl_eval's AST checker. Knows nothing
// of decoding (eval/decode.h) or of which entries exist (eval/judge.h puts them together).
#pragma once

#include "core/value.h"
#include "env/bfcl/category.h"
#include "env/bfcl/deferred_list.h"
#include "eval/verdict.h"

namespace eval {

struct CallRules {
  bool underscore_to_dot = false;  // the model's API forbids dots in names: documents' dots are read as underscores
  // Java's and JavaScript's arguments are source text of values (eval/convert.h).
  env::bfcl::Language language = env::bfcl::Language::python;
};

struct AstCase {
  const env::bfcl::DeferredList& functions;  // documents of the entry
  const core::List& calls;                   // decoded: dicts of one key {name: {argument: value}}
  const core::List& ground_truth;            // {name: {parameter: [accepted values]}}, one an expected call
  CallRules rules;
};

// One call against one document and one answer.
Verdict check_call(const core::Value& function, const core::Value& call, const core::Value& answer,
                   const CallRules& rules);

// `checker`: simple, multiple or parallel.
Verdict check_ast(env::bfcl::Checker checker, const AstCase& ast_case);

}  // namespace eval
