// Python's exceptions where the program computes as Python does. Those who call such code turn them into values.
#pragma once

#include <string>
#include <utility>

#include "core/value.h"

namespace chat::python {

struct PythonError {
  std::string exception;  // class
  std::string text;       // str(exception)
};

[[noreturn]] inline void raise(std::string exception, std::string text) {
  throw PythonError{std::move(exception), std::move(text)};
}

// Raises TypeError where a dict cannot have this key.
void check_hashable(const core::Value& key);

}  // namespace chat::python
