// A tool known only by its declaration: JSON schema plus semantics. Validates arguments as a strict server would and
// computes a deterministic result: a formula where the function is one, else a record derived from the arguments.
#pragma once

#include <string>
#include <vector>

#include "chat/message.h"
#include "env/declared/formula.h"

namespace env {

struct ArgumentProblem {
  std::string path;  // "order.items[2]"
  std::string message;
};

// Every violation of the schema: missing required, unknown name, type, enum. Types are exact, except that an integer
// is a number. Accepts the JSON dialect ("object", "number") and BFCL's ("dict", "float", "tuple", "any").
std::vector<ArgumentProblem> check_arguments(const core::Dict& parameters, const core::Dict& arguments);

struct DeclaredResult {
  core::Value value;  // {"result": number} or {"record": {…}}
  std::string error;  // empty: success
  bool ok() const { return error.empty(); }
};

struct DeclaredTool {
  chat::ToolSpec spec;
  std::string formula;                                         // over variables; empty: record semantics
  std::vector<std::pair<std::string, std::string>> variables;  // argument name -> formula name
  std::vector<std::string> percent_points;                     // formula names given in percent, turned into fractions
  FormulaInputs defaults;                                      // formula names of arguments that were left out
};

DeclaredResult call_declared(const DeclaredTool& tool, const core::Dict& arguments);

}  // namespace env
