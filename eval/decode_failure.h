// Python exceptions inside the decoders. Thrown inside this folder only: decode.h turns them into values.
#pragma once

#include <string>
#include <utility>

#include "core/value.h"

namespace eval {

struct PythonError {
  std::string exception;  // class
  std::string text;
};

[[noreturn]] inline void raise(std::string exception, std::string text) {
  throw PythonError{std::move(exception), std::move(text)};
}

// Raises TypeError where a dict cannot have this key.
void check_hashable(const core::Value& key);

}  // namespace eval
