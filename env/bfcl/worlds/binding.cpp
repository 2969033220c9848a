#include "env/bfcl/worlds/binding.h"

#include <optional>

#include "core/format.h"
#include "env/bfcl/worlds/python_error.h"

namespace env::bfcl {
namespace {

// 'a', 'b', and 'c'
std::string name_list(const std::vector<std::string_view>& names) {
  std::string out;
  for (size_t i = 0; i < names.size(); ++i) {
    if (i > 0) out += names.size() == 2 ? " and " : i + 1 == names.size() ? ", and " : ", ";
    out += core::format("'{}'", names[i]);
  }
  return out;
}

[[noreturn]] void too_many(std::string_view class_name, const Method& method, size_t given) {
  const size_t taken = method.parameters.size() + 1;
  size_t required = taken;
  for (const Parameter& parameter : method.parameters) required -= parameter.default_value ? 1 : 0;
  const bool has_defaults = required < taken;
  const std::string range = has_defaults ? core::format("from {} to {}", required, taken) : core::format("{}", taken);
  throw PythonError(core::format("{}.{}() takes {} positional argument{} but {} were given", class_name, method.name,
                                 range, has_defaults || taken != 1 ? "s" : "", given + 1));
}

}  // namespace

std::vector<core::Value> bind_arguments(std::string_view class_name, const Method& method, CallArguments arguments) {
  const std::vector<Parameter>& parameters = method.parameters;
  const size_t given = arguments.positional.size();
  std::vector<std::optional<core::Value>> bound(parameters.size());
  for (size_t i = 0; i < parameters.size() && i < given; ++i) bound[i] = std::move(arguments.positional[i]);

  for (auto& [name, value] : arguments.keywords) {
    size_t i = 0;
    while (i < parameters.size() && parameters[i].name != name) ++i;
    const bool is_self = name == "self";
    if (i == parameters.size() && !is_self) {
      throw PythonError(core::format("{}.{}() got an unexpected keyword argument '{}'", class_name, method.name, name));
    }
    if (is_self || bound[i]) {
      throw PythonError(core::format("{}.{}() got multiple values for argument '{}'", class_name, method.name, name));
    }
    bound[i] = std::move(value);
  }
  if (given > parameters.size()) too_many(class_name, method, given);

  std::vector<std::string_view> missing;
  std::vector<core::Value> values(parameters.size());
  for (size_t i = 0; i < parameters.size(); ++i) {
    if (bound[i]) {
      values[i] = std::move(*bound[i]);
    } else if (parameters[i].default_value) {
      values[i] = *parameters[i].default_value;
    } else {
      missing.push_back(parameters[i].name);
    }
  }
  if (!missing.empty()) {
    throw PythonError(core::format("{}.{}() missing {} required positional argument{}: {}", class_name, method.name,
                                   missing.size(), missing.size() == 1 ? "" : "s", name_list(missing)));
  }
  return values;
}

}  // namespace env::bfcl
