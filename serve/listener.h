// A listening TCP socket.
#pragma once

#include <string>

namespace serve {

struct Listener {
  int socket = -1;
  int port = 0;
  bool ipv6 = false;
};

// `port` 0: any free one. Throws core::Error(environment) saying why the address cannot be had.
Listener listen_at(const std::string& host, int port);

}  // namespace serve
