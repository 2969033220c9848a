#include "serve/listener.h"

#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>

#include "core/error.h"

namespace serve {
namespace {

int bound_port(int socket) {
  sockaddr_storage address{};
  socklen_t size = sizeof(address);
  if (::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size) != 0) return 0;
  return address.ss_family == AF_INET6 ? ntohs(reinterpret_cast<sockaddr_in6*>(&address)->sin6_port)
                                       : ntohs(reinterpret_cast<sockaddr_in*>(&address)->sin_port);
}

}  // namespace

Listener listen_at(const std::string& host, int port) {
  const std::string place = core::format("{}:{}", host, port);
  addrinfo wanted{};
  wanted.ai_family = AF_UNSPEC;
  wanted.ai_socktype = SOCK_STREAM;
  wanted.ai_flags = AI_PASSIVE;
  addrinfo* found = nullptr;
  const int failure = ::getaddrinfo(host.c_str(), std::to_string(port).c_str(), &wanted, &found);
  if (failure != 0) {
    throw core::environment_error(core::format("cannot listen at {}: {}", place, ::gai_strerror(failure)),
                                  "set host to an address of this machine, 127.0.0.1 for itself alone");
  }
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> owner(found, &::freeaddrinfo);
  Listener listener;
  listener.ipv6 = found->ai_family == AF_INET6;
  listener.socket = ::socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  const int yes = 1;
  if (listener.socket < 0 || ::setsockopt(listener.socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes)) != 0 ||
      ::bind(listener.socket, found->ai_addr, found->ai_addrlen) != 0 || ::listen(listener.socket, 1024) != 0) {
    const int reason = errno;
    if (listener.socket >= 0) ::close(listener.socket);
    throw core::environment_error(core::format("cannot listen at {}: {}", place, std::strerror(reason)),
                                  reason == EADDRINUSE ? "another program listens there: name another port=…" : "");
  }
  listener.port = bound_port(listener.socket);
  return listener;
}

}  // namespace serve
