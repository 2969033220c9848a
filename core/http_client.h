// Many HTTP requests at once, all of them driven by the thread that calls poll(). What goes wrong with a request is
// part of its answer, never an exception. Knows nothing of what is sent, of retries or of models.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace core {

struct HttpRequest {
  std::string url;                   // http or https
  std::vector<std::string> headers;  // "Name: value"
  std::string body;                  // is posted
};

struct HttpAnswer {
  enum class Trouble {
    none,
    unreachable,  // no connection
    timeout,
    broken,    // the connection ended early, or what came is not HTTP
    too_long,  // the body went past the limit
    unusable,  // no request can succeed: a certificate that is not trusted, an address that is none
  };
  Trouble trouble = Trouble::none;
  std::string trouble_text;  // one line; empty for Trouble::none
  int status = 0;            // of HTTP, where there was an answer
  std::string body;
  double retry_after_s = 0;  // what the server asked for in Retry-After; 0: nothing
  double seconds = 0;        // from the start to the last byte
};

struct HttpLimits {
  double timeout_s = 300;  // of a request as a whole
  double connect_timeout_s = 20;
  size_t body_bytes = size_t{32} << 20;
  std::string ca_file;  // certificates to trust; empty: those of the system
};

class HttpClient {
 public:
  // Throws core::Error(environment) where libcurl is missing.
  explicit HttpClient(HttpLimits limits);
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;
  ~HttpClient();  // requests that are open are dropped

  // Begins a request; its answer comes out of poll() under this id.
  void post(size_t id, HttpRequest request);
  // Works on the open requests until one has ended, at most `wait_s`; returns those that ended.
  std::vector<std::pair<size_t, HttpAnswer>> poll(double wait_s);
  size_t open() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace core
