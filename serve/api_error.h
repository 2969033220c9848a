// What went wrong with one request, in the API's own error shape: {"error": {"message", "type", "param", "code"}}.
// Thrown by whatever reads a request, and answered; it never ends the server.
#pragma once

#include <exception>
#include <string>

#include "serve/exchange.h"

namespace serve {

class ApiError : public std::exception {
 public:
  // `param`: the request's field; `code`: for programs. Empty: null in the answer.
  ApiError(int status, std::string message, std::string param = {}, std::string code = {});

  const char* what() const noexcept override { return message_.c_str(); }
  int status() const { return status_; }
  // {"error": {…}} as text.
  std::string body() const;
  HttpReply reply() const;

  ApiError& retry_after(int seconds) {
    retry_after_s_ = seconds;
    return *this;
  }
  // Allow, of a 405.
  ApiError& allow(std::string methods) {
    allow_ = std::move(methods);
    return *this;
  }

 private:
  int status_;
  std::string message_;
  std::string param_;
  std::string code_;
  int retry_after_s_ = 0;
  std::string allow_;
};

}  // namespace serve
