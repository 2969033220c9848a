#include "eval/ast_checker.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "chat/python/exception.h"
#include "core/error.h"
#include "core/format.h"
#include "core/python_text.h"
#include "core/text.h"
#include "eval/convert.h"
#include "eval/type_check.h"
#include "eval/value_check.h"

namespace eval {

namespace {

using env::bfcl::Language;

Verdict fail(std::string type, std::string text) {
  return {Failure::one(std::move(type), std::move(text))};
}
Verdict raises(std::string text) {
  return {Failure::raises(std::move(text))};
}

bool has_element_type(std::string_view documented, Language language) {
  switch (language) {
    case Language::java:
      return documented == "Array" || documented == "ArrayList";
    case Language::javascript:
      return documented == "array";
    case Language::python:
      break;
  }
  return documented == "array" || documented == "tuple";
}

// The documented type of a parameter. `nested`: the documented type of its elements, for those that have some.
struct DocumentedType {
  TypeRule rule;
  std::optional<std::string> nested;
};

// nullopt where the reference's maps have no such type.
std::optional<DocumentedType> documented_type(const std::string& parameter, const core::Value& document,
                                              Language language) {
  const core::Value* name = document.find("type");
  if (name == nullptr || !name->is_string()) return std::nullopt;
  const std::optional<PyType> expected = python_type(name->as_string(), language);
  if (!expected) return std::nullopt;
  DocumentedType type{{parameter, name->as_string(), *expected, std::nullopt}, std::nullopt};
  if (!has_element_type(type.rule.documented, language)) return type;
  const core::Value* items = document.find("items");
  const core::Value* nested = items == nullptr ? nullptr : items->find("type");
  if (nested == nullptr || !nested->is_string()) return std::nullopt;
  type.rule.nested = python_type(nested->as_string(), language);
  type.nested = nested->as_string();
  if (!type.rule.nested) return std::nullopt;
  return type;
}

// What the reference makes of a value before it looks at types. Java and JavaScript values are source text. Throws
// PythonError where the reference raises.
core::Value converted(const DocumentedType& type, const core::Value& value, Language language) {
  if (language == Language::java) return convert_java(value.as_string(), type.rule.documented, type.nested);
  if (language == Language::javascript) return convert_javascript(value.as_string(), type.rule.documented, type.nested);
  if (type.rule.documented == "tuple" && value.is_tuple()) return core::Value(value.as_tuple().items);
  if (type.rule.documented != "float" || !value.is_int()) return value;
  const double real = value.as_double();
  if (std::isinf(real)) chat::python::raise("OverflowError", "int too large to convert to float");
  return real;
}

std::optional<Failure> check_value(const TypeRule& rule, const core::Value& value, const core::List& answers) {
  if (rule.expected == PyType::dict) return check_dict(value, answers);
  if (rule.expected == PyType::list && rule.nested == PyType::dict) return check_list_of_dicts(value, answers);
  if (rule.expected == PyType::string) return check_string(rule.parameter, value, answers);
  if (rule.expected == PyType::list) return check_list(rule.parameter, value, answers);
  return check_plain(rule.parameter, value, answers);
}

std::optional<Failure> check_argument(const std::string& parameter, const core::Value& document,
                                      const core::Value& given, const core::Value& answers, Language language) {
  if (language != Language::python && !given.is_string()) {
    return Failure::one(
        language == Language::java ? "type_error:java" : "type_error:js",
        core::format("Incorrect type for parameter {}. Expected type String, got {}. Parameter value: {}.",
                     core::python_repr_string(parameter), given.type_name(), core::python_repr(given)));
  }
  const std::optional<DocumentedType> type = documented_type(parameter, document, language);
  if (!type) return Failure::raises(core::format("parameter '{}' has no type that the checker knows", parameter));
  if (!answers.is_list()) return Failure::raises(core::format("the answers of parameter '{}' are no list", parameter));
  core::Value value;
  try {
    value = converted(*type, given, language);
  } catch (const chat::python::PythonError& error) {
    return Failure::raises(core::format("parameter '{}': {}: {}", parameter, error.exception, error.text));
  }
  TypeResult types = check_type(type->rule, value, answers.as_list());
  if (types.failure) return std::move(types.failure);
  if (types.is_variable) return check_plain(parameter, value, answers.as_list());
  return check_value(type->rule, value, answers.as_list());
}

const core::Value* only_key(const core::Value& answer) {
  return answer.is_dict() && !answer.as_dict().empty() ? &answer.as_dict().begin()->key : nullptr;
}

// The document of an answer's function, then check_call.
Verdict check_against(const AstCase& ast_case, const core::Value& call, const core::Value& answer) {
  const core::Value* name = only_key(answer);
  const std::string* text = name == nullptr ? nullptr : name->if_string();
  const core::Value* document = text == nullptr ? nullptr : ast_case.functions.find("name", *text);
  if (document == nullptr) return raises("the entry has no document for the function of its answer");
  return check_call(*document, call, answer, ast_case.rules);
}

Verdict check_simple(const AstCase& ast_case) {
  if (ast_case.calls.size() != 1) return fail("simple_function_checker:wrong_count", "Wrong number of functions.");
  if (ast_case.functions.empty() || ast_case.ground_truth.empty()) return raises("the entry has no document or answer");
  return check_call(ast_case.functions[0], ast_case.calls[0], ast_case.ground_truth[0], ast_case.rules);
}

Verdict check_multiple(const AstCase& ast_case) {
  if (ast_case.calls.size() != ast_case.ground_truth.size()) {
    return fail("multiple_function_checker:wrong_count", "Wrong number of functions.");
  }
  if (ast_case.ground_truth.empty()) return raises("the entry has no answer");
  return check_against(ast_case, ast_case.calls[0], ast_case.ground_truth[0]);
}

core::Value sub_error(size_t index, const Failure& failure, const core::Value& call, const core::Value& answer) {
  core::Dict detail{{"sub_error", failure.errors},
                    {"sub_error_type", failure.error_type},
                    {"model_output_item", call},
                    {"possible_answer_item", answer}};
  core::Dict outer;
  outer[core::format("Model Result Index {}", index)] = std::move(detail);
  return outer;
}

std::string unmatched_text(const std::vector<bool>& used, size_t answer) {
  core::List free;
  for (size_t i = 0; i < used.size(); ++i) {
    if (!used[i]) free.emplace_back(i);
  }
  return core::format(
      "Could not find a matching function among index {} of model output for index {} of possible answers.",
      core::python_repr(core::Value(free)), answer);
}

// Greedy as the reference: each answer takes the first unused call that passes, and nothing is taken back.
Verdict check_parallel(const AstCase& ast_case) {
  const core::List& calls = ast_case.calls;
  if (calls.size() != ast_case.ground_truth.size()) {
    return fail("parallel_function_checker_no_order:wrong_count", "Wrong number of functions.");
  }
  std::vector<bool> used(calls.size(), false);
  for (size_t a = 0; a < ast_case.ground_truth.size(); ++a) {
    const core::Value& answer = ast_case.ground_truth[a];
    core::List errors;
    bool found = false;
    for (size_t i = 0; i < calls.size() && !found; ++i) {
      if (used[i]) continue;
      const Verdict verdict = check_against(ast_case, calls[i], answer);
      if (!verdict.valid() && verdict.failure->error_type == kReferenceRaises) return verdict;
      found = verdict.valid();
      used[i] = found;
      if (!found) errors.push_back(sub_error(i, *verdict.failure, calls[i], answer));
    }
    if (found) continue;
    errors.insert(errors.begin(), unmatched_text(used, a));
    return {Failure{"parallel_function_checker_no_order:cannot_find_match", std::move(errors)}};
  }
  return {};
}

}  // namespace

Verdict check_call(const core::Value& function, const core::Value& call, const core::Value& answer,
                   const CallRules& rules) {
  const core::Value* parameters = function.find("parameters");
  const core::Value* properties = parameters == nullptr ? nullptr : parameters->find("properties");
  const core::Value* required = parameters == nullptr ? nullptr : parameters->find("required");
  const core::Value* documented_name = function.find("name");
  if (properties == nullptr || !properties->is_dict() || required == nullptr || !required->is_list() ||
      documented_name == nullptr || !documented_name->is_string() || only_key(answer) == nullptr ||
      !answer.as_dict().begin()->value.is_dict() || !call.is_dict()) {
    return raises("the document or the answer is incomplete");
  }
  const core::Dict& accepted = answer.as_dict().begin()->value.as_dict();
  std::string name = documented_name->as_string();
  if (rules.underscore_to_dot) std::replace(name.begin(), name.end(), '.', '_');

  const core::Value* arguments = call.as_dict().find(std::string_view(name));
  if (arguments == nullptr) {
    return fail("simple_function_checker:wrong_func_name",
                core::format("Function name {} not found in model output.", core::python_repr_string(name)));
  }
  const core::Dict& given = arguments->as_dict();
  for (const core::Value& parameter : required->as_list()) {
    if (given.find(parameter) == nullptr) {
      return fail("simple_function_checker:missing_required",
                  core::format("Missing required parameter: {}.", core::python_repr(parameter)));
    }
  }
  for (const auto& [parameter, value] : given) {
    const core::Value* document = properties->as_dict().find(parameter);
    const core::Value* answers = accepted.find(parameter);
    if (document == nullptr || answers == nullptr) {
      return fail("simple_function_checker:unexpected_param",
                  core::format("Unexpected parameter: {}.", core::python_repr(parameter)));
    }
    auto failure = check_argument(parameter.as_string(), *document, value, *answers, rules.language);
    if (failure) return {std::move(failure)};
  }
  for (const auto& [parameter, answers] : accepted) {
    if (given.find(parameter) == nullptr && !may_be_left_out(answers)) {
      return fail(
          "simple_function_checker:missing_optional",
          core::format("Optional parameter {} not provided and not marked as optional.", core::python_repr(parameter)));
    }
  }
  return {};
}

Verdict check_ast(env::bfcl::Checker checker, const AstCase& ast_case) {
  switch (checker) {
    case env::bfcl::Checker::simple:
      return check_simple(ast_case);
    case env::bfcl::Checker::multiple:
      return check_multiple(ast_case);
    case env::bfcl::Checker::parallel:
      return check_parallel(ast_case);
    default:
      FR_CHECK(false, "no AST checker for this category");
      return {};
  }
}

}  // namespace eval
