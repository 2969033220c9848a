#include "eval/type_check.h"

#include <algorithm>
#include <array>
#include <span>
#include <utility>

#include "core/format.h"
#include "core/python_text.h"

namespace eval {

namespace {

using TypeName = std::pair<std::string_view, PyType>;

constexpr std::array<TypeName, 8> kPythonTypes = {{{"string", PyType::string},
                                                   {"any", PyType::string},
                                                   {"integer", PyType::integer},
                                                   {"float", PyType::real},
                                                   {"boolean", PyType::boolean},
                                                   {"array", PyType::list},
                                                   {"tuple", PyType::list},
                                                   {"dict", PyType::dict}}};
// A Set is a set in the reference's map; no value of it ever gets so far as to be compared (eval/convert.h).
constexpr std::array<TypeName, 17> kJavaTypes = {{{"byte", PyType::integer},
                                                  {"short", PyType::integer},
                                                  {"integer", PyType::integer},
                                                  {"float", PyType::real},
                                                  {"double", PyType::real},
                                                  {"long", PyType::integer},
                                                  {"boolean", PyType::boolean},
                                                  {"char", PyType::string},
                                                  {"Array", PyType::list},
                                                  {"ArrayList", PyType::list},
                                                  {"Set", PyType::list},
                                                  {"HashMap", PyType::dict},
                                                  {"Hashtable", PyType::dict},
                                                  {"Queue", PyType::list},
                                                  {"Stack", PyType::list},
                                                  {"String", PyType::string},
                                                  {"any", PyType::string}}};
constexpr std::array<TypeName, 8> kJavaScriptTypes = {{{"String", PyType::string},
                                                       {"integer", PyType::integer},
                                                       {"float", PyType::real},
                                                       {"Bigint", PyType::integer},
                                                       {"Boolean", PyType::boolean},
                                                       {"dict", PyType::dict},
                                                       {"array", PyType::list},
                                                       {"any", PyType::string}}};

std::optional<PyType> find_type(std::span<const TypeName> names, std::string_view documented) {
  for (const auto& [name, type] : names) {
    if (name == documented) return type;
  }
  return std::nullopt;
}

// str() of the Python class, as messages about nested types print it.
std::string_view class_text(PyType type) {
  switch (type) {
    case PyType::string:
      return "<class 'str'>";
    case PyType::integer:
      return "<class 'int'>";
    case PyType::real:
      return "<class 'float'>";
    case PyType::boolean:
      return "<class 'bool'>";
    case PyType::list:
      return "<class 'list'>";
    case PyType::dict:
      return "<class 'dict'>";
  }
  return "";
}

bool same_type(const core::Value& a, const core::Value& b) {
  return a.type_name() == b.type_name();
}

// The type that the answers show: that of the first one that is not "" (which means "may be left out").
const core::Value* first_real_answer(const core::List& answers) {
  const auto found = std::find_if_not(answers.begin(), answers.end(), is_empty_string);
  return found == answers.end() ? nullptr : &*found;
}

// An element of a list against the nested type: step by step what check_type does without a nested type.
bool element_passes(const core::Value& element, PyType nested, const core::List& answers) {
  if (has_type(element, nested)) return true;
  const core::Value* real = first_real_answer(answers);
  return real != nullptr && same_type(element, *real);
}

bool nested_types_pass(const core::List& elements, PyType nested, const core::List& answers) {
  return std::any_of(answers.begin(), answers.end(), [&](const core::Value& answer) {
    if (!answer.is_list()) return true;  // also "": a list is then accepted whatever it holds
    return std::all_of(elements.begin(), elements.end(),
                       [&](const core::Value& element) { return element_passes(element, nested, answer.as_list()); });
  });
}

}  // namespace

std::optional<PyType> python_type(std::string_view documented, env::bfcl::Language language) {
  switch (language) {
    case env::bfcl::Language::java:
      return find_type(kJavaTypes, documented);
    case env::bfcl::Language::javascript:
      return find_type(kJavaScriptTypes, documented);
    case env::bfcl::Language::python:
      break;
  }
  return find_type(kPythonTypes, documented);
}

bool has_type(const core::Value& value, PyType type) {
  switch (type) {
    case PyType::string:
      return value.is_string();
    case PyType::integer:
      return value.is_int();
    case PyType::real:
      return value.is_float();
    case PyType::boolean:
      return value.is_bool();
    case PyType::list:
      return value.is_list();
    case PyType::dict:
      return value.is_dict();
  }
  return false;
}

TypeResult check_type(const TypeRule& rule, const core::Value& value, const core::List& answers) {
  const core::Value* real = first_real_answer(answers);
  const bool is_variable = real != nullptr && !has_type(*real, rule.expected);

  std::optional<Failure> nested_failure;
  if (has_type(value, rule.expected)) {
    if (!rule.nested || nested_types_pass(value.as_list(), *rule.nested, answers)) return {is_variable, std::nullopt};
    nested_failure = Failure::one(
        "type_error:nested",
        core::format("Nested type checking failed for parameter {}. Expected outer type {} with inner type {}. "
                     "Parameter value: {}.",
                     core::python_repr_string(rule.parameter), rule.documented, class_text(*rule.nested),
                     core::python_repr(value)));
  }
  // The type of an answer is accepted too. After a failed nested check both are lists, and the failure stays.
  if (real != nullptr && same_type(value, *real)) return {true, std::move(nested_failure)};

  // Without a real answer a nested failure is reported as a simple one, with both messages (the reference falls
  // through).
  Failure failure = nested_failure ? std::move(*nested_failure) : Failure{};
  failure.error_type = "type_error:simple";
  failure.errors.emplace_back(core::format(
      "Incorrect type for parameter {}. Expected type {}, got {}. Parameter value: {}.",
      core::python_repr_string(rule.parameter), rule.documented, value.type_name(), core::python_repr(value)));
  return {false, std::move(failure)};
}

}  // namespace eval
