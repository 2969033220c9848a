// The checker's first question about an argument: has it the documented type, or that of an accepted answer?
// Mirrors bfcl_eval's ast_checker.type_checker. Values are compared in eval/value_check.h.
#pragma once

#include <optional>
#include <string_view>

#include "core/value.h"
#include "env/bfcl/category.h"
#include "eval/verdict.h"

namespace eval {

// The Python types that documents can ask for.
enum class PyType { string, integer, real, boolean, list, dict };

// "integer" -> integer …; nullopt for a name outside the reference's map for the language.
std::optional<PyType> python_type(std::string_view documented, env::bfcl::Language language);
// type(value) == type: exact, so True is no int and a tuple is no list.
bool has_type(const core::Value& value, PyType type);

// "": among accepted answers it stands for a parameter that may be left out.
inline bool is_empty_string(const core::Value& value) {
  return value.is_string() && value.as_string().empty();
}

struct TypeRule {
  std::string_view parameter;
  std::string_view documented;  // the type's name in the document, for messages
  PyType expected{};
  std::optional<PyType> nested;  // element type of an array or tuple; one level only
};

struct TypeResult {
  bool is_variable = false;  // the answer is of another type than documented: compare as it stands
  std::optional<Failure> failure;
};

TypeResult check_type(const TypeRule& rule, const core::Value& value, const core::List& answers);

}  // namespace eval
