// Arithmetic over named numbers and lists: "principal*(1+rate)^years", "sqrt(mean(values))".
// Operators + - * / % ^ and unary minus; the functions of kFunctions in the .cpp; the constants pi and e.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace env {

using FormulaInputs = std::map<std::string, std::vector<double>, std::less<>>;  // a number is a list of one

struct FormulaResult {
  double value = 0;
  std::string error;  // empty: the value is finite
  bool ok() const { return error.empty(); }
};

// Unknown names, domain errors and non-finite results are errors in the result, never exceptions.
FormulaResult evaluate_formula(std::string_view formula, const FormulaInputs& inputs);

}  // namespace env
