// Variables of the environment that hold settings.
#pragma once

#include <cstdlib>
#include <string>

#include "core/text.h"

namespace core {

// The variable's text without the white space around it, which files and shells leave there; empty where the variable
// is not set or holds nothing else.
inline std::string environment_text(const std::string& variable) {
  const char* const text = std::getenv(variable.c_str());
  return text == nullptr ? std::string() : std::string(trim(text));
}

}  // namespace core
