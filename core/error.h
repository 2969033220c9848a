// Errors that end a command. Expected outcomes (an unparsable call, a failing tool) are values, never errors.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

#include "core/format.h"

namespace core {

// Exit code of the program by class of failure.
enum class ErrorKind { usage = 2, data = 3, environment = 4, internal = 5 };

// One readable line (`what()`: place first, then the trouble) and a hint that says what to do.
class Error : public std::runtime_error {
 public:
  Error(ErrorKind kind, const std::string& message, std::string hint = {});

  // The same error with an outer place in front: "outer: message".
  Error in(std::string_view outer) const;

  ErrorKind kind() const { return kind_; }
  const std::string& hint() const { return hint_; }
  int exit_code() const { return static_cast<int>(kind_); }

 private:
  ErrorKind kind_;
  std::string hint_;
};

Error usage_error(const std::string& message, std::string hint = {});
Error data_error(const std::string& message, std::string hint = {});
Error environment_error(const std::string& message, std::string hint = {});

[[noreturn]] void check_failed(const char* expression, const char* file, int line, const std::string& message);

}  // namespace core

// For programmer errors only; throws core::Error(internal).
#define FR_CHECK(condition, ...)                                                                         \
  do {                                                                                                   \
    if (!(condition)) ::core::check_failed(#condition, __FILE__, __LINE__, ::core::format(__VA_ARGS__)); \
  } while (false)
