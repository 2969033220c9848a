// HTTP/1.1 over libmicrohttpd: one thread moves all bytes, so a slow client costs memory within bounds and nothing
// else. Bounds headers, bodies, connections and times; notices when a client leaves. Knows paths and answers of no API.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "serve/exchange.h"

namespace serve {

struct HttpSettings {
  std::string host = "127.0.0.1";
  int port = 0;  // 0: any free one
  size_t header_bytes = 32 << 10;
  size_t body_bytes = 4 << 20;
  size_t bodies_bytes = 64 << 20;  // of all requests that are being read
  unsigned connections = 512;
  double read_s = 30;     // until a request is there as a whole, and of a connection that asks nothing
  double write_s = 30;    // without a byte taken
  double answer_s = 660;  // until an answer was read as a whole
  size_t unread_bytes = 1 << 20;
};

class HttpServer {
 public:
  struct Callbacks {
    // Looks at a request before its body is read; what it returns is the answer. Quick: all clients wait for it.
    std::function<std::optional<HttpReply>(const HttpHead& head)> check;
    // Takes a whole request, to answer it now or later. Quick.
    std::function<void(const std::shared_ptr<Exchange>& exchange)> handle;
    // Called when an exchange is over, whoever ended it.
    std::function<void(const Exchange& exchange)> over;
  };

  // Takes the address. Throws core::Error(environment) where it cannot be had.
  HttpServer(const HttpSettings& settings, Callbacks callbacks);
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;
  ~HttpServer();  // cuts off whoever is connected

  // Begins to answer; the callbacks may be called from now on.
  void start();
  int port() const;
  size_t connections() const;
  size_t exchanges() const;  // requests that have begun and are not over
  // No connection is accepted any more; those that exist go on.
  void stop_accepting();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace serve
