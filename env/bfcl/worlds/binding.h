// Binds the arguments of a call to a method's parameters as CPython 3.11 does, with its error texts and their order.
// Knows nothing of what the method does.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/value.h"
#include "env/bfcl/worlds/simulator.h"

namespace env::bfcl {

struct CallArguments {
  std::vector<core::Value> positional;  // without self
  std::vector<std::pair<std::string, core::Value>> keywords;
};

// One value a parameter. Throws PythonError: an unknown or repeated keyword first, then too many positional arguments,
// then missing ones. `self` counts as a parameter, as it does for a bound method.
std::vector<core::Value> bind_arguments(std::string_view class_name, const Method& method, CallArguments arguments);

}  // namespace env::bfcl
