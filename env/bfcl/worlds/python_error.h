// A Python exception that a simulator or an evaluated call raises: an observation of the model, not a fault of ours.
#pragma once

#include <string>
#include <utility>

namespace env::bfcl {

struct PythonError {
  explicit PythonError(std::string message) : text(std::move(message)) {}
  std::string text;  // str(exception): what the reference prints after "Error during execution: "
};

}  // namespace env::bfcl
