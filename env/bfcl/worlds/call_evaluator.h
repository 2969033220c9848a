// Evaluates a rewritten call text as the reference's eval() does: literals, displays, operators on constants, and calls
// of the instances' methods at any depth. Nothing else runs: other expressions raise. Knows no particular class.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "core/value.h"
#include "env/bfcl/worlds/binding.h"
#include "env/bfcl/worlds/class_table.h"

namespace env::bfcl {

// A bound method that a call text names.
struct BoundMethod {
  const ClassInfo* info = nullptr;
  std::string_view name;
  std::function<core::Value(CallArguments)> call;  // throws PythonError
};

// The instances in reach of a call text.
class Instances {
 public:
  virtual ~Instances() = default;
  // The class of the instance of this name; nullopt where there is none.
  virtual std::optional<std::string_view> class_of(std::string_view instance) const = 0;
  // nullopt where the instance has no such public method.
  virtual std::optional<BoundMethod> method(std::string_view instance, std::string_view name) = 0;
};

// The answer of an inner call is passed on as a copy; in Python it is the very object, which later calls may change.
// Throws PythonError with the text of Python's exception. Syntax errors carry a text of ours with Python's ending
// "(<string>, line 1)". Work and memory are bounded by the text and by FoldBudget.
core::Value evaluate_call(std::string_view text, Instances& instances);

}  // namespace env::bfcl
