#include "core/error.h"

#include <utility>

namespace core {

Error::Error(ErrorKind kind, const std::string& message, std::string hint)
    : std::runtime_error(message), kind_(kind), hint_(std::move(hint)) {}

Error Error::in(std::string_view outer) const {
  return Error(kind_, format("{}: {}", outer, what()), hint_);
}

Error usage_error(const std::string& message, std::string hint) {
  return Error(ErrorKind::usage, message, std::move(hint));
}

Error data_error(const std::string& message, std::string hint) {
  return Error(ErrorKind::data, message, std::move(hint));
}

Error environment_error(const std::string& message, std::string hint) {
  return Error(ErrorKind::environment, message, std::move(hint));
}

void check_failed(const char* expression, const char* file, int line, const std::string& message) {
  throw Error(ErrorKind::internal, format("{}:{}: check failed: {} {}", file, line, expression, message),
              "this is a bug in funreason; please report it with the command and the log");
}

}  // namespace core
