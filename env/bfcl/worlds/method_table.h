// The methods of one simulated class as rows of name, parameters and member function: what Simulator::methods() and
// Simulator::call() need, in one place per class.
#pragma once

#include <initializer_list>
#include <string_view>
#include <utility>
#include <vector>

#include "core/error.h"
#include "core/value.h"
#include "env/bfcl/worlds/simulator.h"

namespace env::bfcl {

// "name" or {"name", default}.
struct ParameterRow {
  ParameterRow(const char* parameter) : value{parameter, {}} {}  // NOLINT(google-explicit-constructor): reads as a row
  ParameterRow(const char* parameter, core::Value fallback) : value{parameter, std::move(fallback)} {}
  Parameter value;
};

template <class Self>
class MethodTable {
 public:
  struct Row {
    const char* name;
    std::vector<ParameterRow> parameters;
    core::Value (Self::*run)(const Arguments&);
  };

  explicit MethodTable(const std::vector<Row>& rows) {
    for (const Row& row : rows) {
      Method method{row.name, {}};
      for (const ParameterRow& parameter : row.parameters) method.parameters.push_back(parameter.value);
      methods_.push_back(std::move(method));
      runners_.push_back(row.run);
    }
  }

  const std::vector<Method>& methods() const { return methods_; }
  core::Value call(Self& self, size_t method, const Arguments& arguments) const {
    FR_CHECK(method < methods_.size(), "method {} of {}", method, methods_.size());
    FR_CHECK(arguments.size() == methods_[method].parameters.size(), "{}: {} arguments", methods_[method].name,
             arguments.size());
    return (self.*runners_[method])(arguments);
  }

 private:
  std::vector<Method> methods_;
  std::vector<core::Value (Self::*)(const Arguments&)> runners_;
};

}  // namespace env::bfcl
