#include "env/declared/declared_tool.h"

#include <algorithm>

#include "core/format.h"
#include "core/hash.h"
#include "core/python_text.h"

namespace env {
namespace {

using core::Dict;
using core::Value;
using std::string;

bool type_matches(std::string_view type, const Value& value) {
  if (type == "integer") return value.is_int();
  if (type == "number" || type == "float") return value.is_number();
  if (type == "boolean") return value.is_bool();
  if (type == "string") return value.is_string();
  if (type == "array" || type == "tuple") return value.is_list() || (type == "tuple" && value.is_tuple());
  if (type == "object" || type == "dict") return value.is_dict();
  return type == "any";
}

void check_object(const Dict& schema, const Dict& arguments, const string& place, std::vector<ArgumentProblem>& out);

void check_value(const Value& schema, const Value& value, const string& path, std::vector<ArgumentProblem>& out) {
  const string type = schema.get_string("type", "any");
  if (!type_matches(type, value)) {
    out.push_back({path, core::format("expected {}, found {}", type, value.type_name())});
    return;
  }
  if (const Value* allowed = schema.find("enum"); allowed != nullptr) {
    const auto& values = allowed->as_list();
    if (std::find(values.begin(), values.end(), value) == values.end()) {
      out.push_back({path, core::format("{} is not one of {}", core::python_repr(value), core::python_repr(*allowed))});
    }
  }
  if (const Value* items = schema.find("items"); items != nullptr && value.is_list()) {
    for (size_t i = 0; i < value.as_list().size(); ++i) {
      check_value(*items, value.as_list()[i], core::format("{}[{}]", path, i), out);
    }
  }
  if (value.is_dict() && schema.find("properties") != nullptr)
    check_object(schema.as_dict(), value.as_dict(), path, out);
}

void check_object(const Dict& schema, const Dict& arguments, const string& place, std::vector<ArgumentProblem>& out) {
  const auto path = [&](const string& name) { return place.empty() ? name : place + "." + name; };
  const Value* properties = schema.find("properties");
  if (const Value* required = schema.find("required"); required != nullptr) {
    for (const Value& name : required->as_list()) {
      if (!arguments.contains(name.as_string())) out.push_back({path(name.as_string()), "required, but missing"});
    }
  }
  for (const auto& [key, value] : arguments) {
    const Value* property = properties == nullptr ? nullptr : properties->find(key.as_string());
    if (property == nullptr)
      out.push_back({path(key.as_string()), "unknown parameter"});
    else
      check_value(*property, value, path(key.as_string()), out);
  }
}

// Numbers of a scalar, a list, or an object's fields by "name.field".
void add_inputs(const string& name, const Value& value, FormulaInputs& inputs) {
  if (value.is_number()) inputs[name] = {value.as_double()};
  if (value.is_list()) {
    std::vector<double> numbers;
    for (const Value& item : value.as_list()) {
      if (item.is_number()) numbers.push_back(item.as_double());
    }
    if (!numbers.empty()) inputs[name] = numbers;
  }
}

DeclaredResult run_formula(const DeclaredTool& tool, const Dict& arguments) {
  FormulaInputs inputs = tool.defaults;
  for (const auto& [argument, variable] : tool.variables) {
    const Value* value = arguments.find(std::string_view(argument));
    if (value == nullptr) continue;
    add_inputs(variable, *value, inputs);
    const bool points =
        std::find(tool.percent_points.begin(), tool.percent_points.end(), variable) != tool.percent_points.end();
    if (points) inputs[variable][0] /= 100;
  }
  const FormulaResult result = evaluate_formula(tool.formula, inputs);
  if (!result.ok()) return {{}, result.error};
  return {Dict{{"result", Value(result.value)}}, {}};
}

// A look-up or an action: the same arguments always meet the same record.
Value record_of(const string& name, const Dict& arguments) {
  const uint64_t key = core::hash64(name + core::python_repr(Value(arguments)));
  Dict record;
  record["id"] = core::format("{}", core::mix64(key) % 900000 + 100000);
  record["score"] = static_cast<double>(core::mix64(key + 1) % 1000) / 10.0;
  record["request"] = Value(arguments);
  return record;
}

}  // namespace

std::vector<ArgumentProblem> check_arguments(const Dict& parameters, const Dict& arguments) {
  std::vector<ArgumentProblem> problems;
  check_object(parameters, arguments, "", problems);
  return problems;
}

DeclaredResult call_declared(const DeclaredTool& tool, const Dict& arguments) {
  if (const Dict* parameters = tool.spec.parameters(); parameters != nullptr) {
    const auto problems = check_arguments(*parameters, arguments);
    if (!problems.empty()) return {{}, problems[0].path + ": " + problems[0].message};
  }
  if (!tool.formula.empty()) return run_formula(tool, arguments);
  return {Dict{{"record", record_of(tool.spec.name(), arguments)}}, {}};
}

}  // namespace env
