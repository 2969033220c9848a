// Many HTTP requests at once, all of them driven by the thread that calls poll(). What goes wrong with a request is
// part of its answer, never an exception. Follows no redirection. Knows nothing of what is sent, of retries or of
// models.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace core {

struct HttpRequest {
  enum class Method { post, get };
  std::string url;                   // http or https
  std::vector<std::string> headers;  // "Name: value"
  std::string body;                  // is posted
  Method method = Method::post;
  bool decompress = false;  // asks for gzip, deflate and br, and undoes them
  // Refuses machines of this network (is_public_address), whatever name they were asked for under. Where the
  // environment names a proxy, it does all connecting, and addresses alone are looked at.
  bool only_public = false;
};

struct HttpAnswer {
  enum class Trouble {
    none,
    unreachable,  // no connection
    timeout,
    broken,    // the connection ended early, or what came is not HTTP
    too_long,  // the body went past the limit
    unusable,  // no request can succeed: a certificate that is not trusted, an address that is none
    refused,   // only_public
  };
  Trouble trouble = Trouble::none;
  std::string trouble_text;                                  // one line; empty for Trouble::none
  int status = 0;                                            // of HTTP, where there was an answer
  std::string reason;                                        // beside the status
  std::vector<std::pair<std::string, std::string>> headers;  // names in lower case, in order
  std::string redirect;                                      // the whole address that a redirection names
  std::string body;
  double retry_after_s = 0;  // what the server asked for in Retry-After; 0: nothing
  double seconds = 0;        // from the start to the last byte
};

// The value of the first header of that name; empty where there is none.
std::string_view header_of(const HttpAnswer& answer, std::string_view name);

// Not of this machine and not of its network: neither loopback nor private, link-local, shared, multicast or reserved.
// `address`: IPv4 or IPv6 in text, without brackets. False for what is neither.
bool is_public_address(std::string_view address);

struct HttpLimits {
  double timeout_s = 300;     // of a request as a whole
  double idle_timeout_s = 0;  // without a byte; 0: no limit of its own
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
  void send(size_t id, HttpRequest request);
  // Works on the open requests until one has ended, at most `wait_s`; returns those that ended.
  std::vector<std::pair<size_t, HttpAnswer>> poll(double wait_s);
  size_t open() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace core
