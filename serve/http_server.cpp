#include "serve/http_server.h"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cmath>
#include <condition_variable>
#include <map>
#include <thread>
#include <vector>

#include "core/error.h"
#include "serve/api_error.h"
#include "serve/http_library.h"
#include "serve/ids.h"
#include "serve/listener.h"

namespace serve {
namespace {

using Clock = std::chrono::steady_clock;

Clock::duration seconds(double count) {
  return std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(count));
}

// A client that announces this many times the limit is cut off instead of being read to the end.
constexpr size_t kReadPastLimit = 4;
constexpr auto kWatchInterval = std::chrono::milliseconds(100);

}  // namespace

class HttpServer::Impl {
 public:
  Impl(const HttpSettings& settings, Callbacks callbacks)
      : settings_(settings),
        callbacks_(std::move(callbacks)),
        http_(http_library()),
        listener_(listen_at(settings.host, settings.port)) {}
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  void start() {
    unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME;
    if (listener_.ipv6) flags |= MHD_USE_IPv6;
    // A connection's memory: a head past the limit is read, to be refused in the API's words. One that does not even
    // fit in here the library refuses itself.
    const size_t pool = std::max<size_t>(4 * settings_.header_bytes, 65536);
    std::array<MHD_OptionItem, 8> options = {{
        {MHD_OPTION_LISTEN_SOCKET, listener_.socket, nullptr},
        {MHD_OPTION_CONNECTION_LIMIT, static_cast<intptr_t>(settings_.connections), nullptr},
        {MHD_OPTION_CONNECTION_MEMORY_LIMIT, static_cast<intptr_t>(pool), nullptr},
        {MHD_OPTION_CONNECTION_TIMEOUT, static_cast<intptr_t>(std::ceil(settings_.write_s)), nullptr},
        {MHD_OPTION_STRICT_FOR_CLIENT, 1, nullptr},
        {MHD_OPTION_NOTIFY_COMPLETED, reinterpret_cast<intptr_t>(&Impl::completed), this},
        {MHD_OPTION_NOTIFY_CONNECTION, reinterpret_cast<intptr_t>(&Impl::connection_changed), this},
        {MHD_OPTION_END, 0, nullptr},
    }};
    daemon_ = http_.start_daemon(flags, static_cast<uint16_t>(listener_.port), nullptr, nullptr, &Impl::access, this,
                                 MHD_OPTION_ARRAY, options.data(), MHD_OPTION_END);
    if (daemon_ == nullptr) {
      throw core::environment_error("the HTTP server does not start", "too many open files or too little memory");
    }
    watcher_ = std::thread([this] { watch(); });
  }

  ~Impl() {
    if (daemon_ != nullptr) end();
    if (listener_.socket >= 0) ::close(listener_.socket);
  }

  void end() {
    stop_accepting();
    closing_ = true;
    wake_.notify_all();
    watcher_.join();
    // The library must not be stopped while connections are suspended.
    while (exchanges() > 0) {
      for (const std::shared_ptr<Exchange>& exchange : active()) exchange->client_left();
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    http_.stop_daemon(daemon_);
  }

  void stop_accepting() {
    if (accepts_none_.exchange(true)) return;
    const MHD_socket socket = http_.quiesce_daemon(daemon_);
    if (socket >= 0) ::close(socket);
    listener_.socket = -1;
  }

  int port() const { return listener_.port; }
  size_t connections() const {
    const std::lock_guard<std::mutex> lock(mutex_);
    return connections_.size();
  }
  size_t exchanges() const { return active().size(); }

 private:
  struct Connection {
    int socket = -1;
    Clock::time_point deadline;
    std::shared_ptr<Exchange> exchange;  // of the present request
    bool whole = false;                  // the request is there
    bool left = false;
    bool ending = false;  // the client sends nothing more
  };

  // What the library keeps for one request.
  struct Request {
    std::shared_ptr<Exchange> exchange;
    std::optional<HttpReply> refusal;
    size_t dropped = 0;  // bytes that were read for nothing
    bool handled = false;
  };

  static MHD_Result access(void* self, MHD_Connection* connection, const char* url, const char* method,
                           const char* /*version*/, const char* upload, size_t* upload_size, void** state) {
    auto& server = *static_cast<Impl*>(self);
    try {
      auto* request = static_cast<Request*>(*state);
      if (request == nullptr) {
        request = new Request;
        *state = request;
        return server.begin(*request, connection, url, method);
      }
      if (*upload_size > 0) {
        const std::string_view part(upload, *upload_size);
        *upload_size = 0;
        return server.take_body(*request, part);
      }
      return server.take_whole(*request, connection);
    } catch (const std::exception&) {
      return MHD_NO;  // out of memory: this connection ends
    }
  }

  std::string header(MHD_Connection* connection, const char* name) const {
    const char* value = http_.lookup_value(connection, MHD_HEADER_KIND, name);
    return value == nullptr ? std::string() : std::string(value);
  }

  // Of the request's line and headers, as they came.
  size_t head_size(MHD_Connection* connection) const {
    const MHD_ConnectionInfo* info = http_.connection_info(connection, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
    return info == nullptr ? 0 : info->header_size;
  }

  MHD_Result begin(Request& request, MHD_Connection* connection, const char* url, const char* method) {
    HttpHead head{.method = method,
                  .path = url,
                  .host = header(connection, "Host"),
                  .authorization = header(connection, "Authorization"),
                  .content_type = header(connection, "Content-Type")};
    request.exchange =
        std::make_shared<Exchange>(connection, std::move(head), ids_.next("req-"), settings_.unread_bytes);
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      Connection& entry = connections_[connection];
      entry.exchange = request.exchange;
      entry.whole = false;
      entry.deadline = Clock::now() + seconds(settings_.read_s);
    }
    if (head_size(connection) > settings_.header_bytes) {
      request.refusal = head_too_large();
    } else {
      request.refusal = callbacks_.check(request.exchange->head());
    }
    const std::string length = header(connection, "Content-Length");
    const size_t announced = length.empty() ? 0 : std::strtoull(length.c_str(), nullptr, 10);
    if (!request.refusal && announced > settings_.body_bytes) request.refusal = too_large();
    if (announced / kReadPastLimit <= settings_.body_bytes) return MHD_YES;
    request.handled = true;
    request.exchange->answer(*request.refusal);
    return request.exchange->proceed() ? MHD_YES : MHD_NO;
  }

  HttpReply head_too_large() const {
    return ApiError(431,
                    core::format("The request's line and headers are longer than {} bytes.", settings_.header_bytes),
                    {}, "headers_too_large")
        .reply();
  }

  HttpReply too_large() const {
    return ApiError(413, core::format("The body is longer than {} bytes.", settings_.body_bytes), {},
                    "request_too_large")
        .reply();
  }

  MHD_Result take_body(Request& request, std::string_view part) {
    if (!request.refusal && request.exchange->body_size() + part.size() > settings_.body_bytes) {
      request.refusal = too_large();
    }
    if (!request.refusal && *bodies_ + part.size() > settings_.bodies_bytes) {
      request.refusal =
          ApiError(429, "Too many requests are being read; try again.", {}, "server_busy").retry_after(1).reply();
    }
    if (request.refusal) {
      request.exchange->take_body();
      request.dropped += part.size();
      return request.dropped > kReadPastLimit * settings_.body_bytes ? MHD_NO : MHD_YES;
    }
    request.exchange->append_body(part, bodies_);
    return MHD_YES;
  }

  MHD_Result take_whole(Request& request, MHD_Connection* connection) {
    if (!request.handled) {
      request.handled = true;
      if (closing_) return MHD_NO;
      {
        const std::lock_guard<std::mutex> lock(mutex_);
        Connection& entry = connections_[connection];
        entry.whole = true;
        entry.deadline = Clock::now() + seconds(settings_.answer_s);
      }
      if (request.refusal) {
        request.exchange->answer(std::move(*request.refusal));
      } else {
        callbacks_.handle(request.exchange);
      }
    }
    return request.exchange->proceed() ? MHD_YES : MHD_NO;
  }

  static void completed(void* self, MHD_Connection* connection, void** state, MHD_RequestTerminationCode reason) {
    auto& server = *static_cast<Impl*>(self);
    const std::unique_ptr<Request> request(static_cast<Request*>(*state));
    *state = nullptr;
    if (request == nullptr) return;
    {
      const std::lock_guard<std::mutex> lock(server.mutex_);
      Connection& entry = server.connections_[connection];
      entry.exchange = nullptr;
      entry.whole = false;
      entry.left = false;
      entry.deadline = Clock::now() + seconds(server.settings_.read_s);
    }
    request->exchange->detach(reason == MHD_REQUEST_TERMINATED_COMPLETED_OK);
    server.callbacks_.over(*request->exchange);
  }

  static void connection_changed(void* self, MHD_Connection* connection, void** /*context*/,
                                 MHD_ConnectionNotificationCode change) {
    auto& server = *static_cast<Impl*>(self);
    const std::lock_guard<std::mutex> lock(server.mutex_);
    if (change == MHD_CONNECTION_NOTIFY_CLOSED) {
      server.connections_.erase(connection);
      return;
    }
    Connection& entry = server.connections_[connection];
    const MHD_ConnectionInfo* info = server.http_.connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    entry.socket = info == nullptr ? -1 : info->connect_fd;
    entry.deadline = Clock::now() + seconds(server.settings_.read_s);
  }

  std::vector<std::shared_ptr<Exchange>> active() const {
    const std::lock_guard<std::mutex> lock(mutex_);
    std::vector<std::shared_ptr<Exchange>> exchanges;
    for (const auto& [connection, entry] : connections_) {
      if (entry.exchange != nullptr) exchanges.push_back(entry.exchange);
    }
    return exchanges;
  }

  // Clients that leave while their request is worked on, which the library does not see, and those that take too long.
  void watch() {
    std::unique_lock<std::mutex> lock(mutex_);
    while (!closing_) {
      wake_.wait_for(lock, kWatchInterval);
      const std::vector<std::shared_ptr<Exchange>> gone = those_that_left();
      lock.unlock();
      for (const std::shared_ptr<Exchange>& exchange : gone) exchange->client_left();
      lock.lock();
    }
  }

  // A socket that is shut down is one that the library looks at again, and closes. It needs that: where a client's last
  // bytes and its end come together, the library sees the bytes alone.
  std::vector<std::shared_ptr<Exchange>> those_that_left() {
    const auto now = Clock::now();
    std::vector<pollfd> sockets;
    std::vector<Connection*> entries;
    for (auto& [connection, entry] : connections_) {
      if (entry.socket < 0 || entry.left) continue;
      if (now > entry.deadline) ::shutdown(entry.socket, SHUT_RDWR);
      sockets.push_back({entry.socket, POLLRDHUP, 0});
      entries.push_back(&entry);
    }
    std::vector<std::shared_ptr<Exchange>> gone;
    if (sockets.empty() || ::poll(sockets.data(), sockets.size(), 0) <= 0) return gone;
    for (size_t i = 0; i < sockets.size(); ++i) {
      if ((sockets[i].revents & (POLLRDHUP | POLLHUP | POLLERR)) == 0) continue;
      Connection& entry = *entries[i];
      if (entry.whole) {
        entry.left = true;
        gone.push_back(entry.exchange);
      } else if (std::exchange(entry.ending, true)) {  // the library had time to read what came before the end
        ::shutdown(entry.socket, SHUT_RDWR);
      }
    }
    return gone;
  }

  HttpSettings settings_;
  Callbacks callbacks_;
  const HttpLibrary& http_;
  Listener listener_;
  MHD_Daemon* daemon_ = nullptr;
  std::thread watcher_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::map<MHD_Connection*, Connection> connections_;
  std::shared_ptr<std::atomic<size_t>> bodies_ = std::make_shared<std::atomic<size_t>>(0);  // bytes of all
  std::atomic<bool> closing_ = false;
  std::atomic<bool> accepts_none_ = false;
  IdSource ids_;
};

HttpServer::HttpServer(const HttpSettings& settings, Callbacks callbacks)
    : impl_(std::make_unique<Impl>(settings, std::move(callbacks))) {}
HttpServer::~HttpServer() = default;

void HttpServer::start() {
  impl_->start();
}

int HttpServer::port() const {
  return impl_->port();
}

size_t HttpServer::connections() const {
  return impl_->connections();
}

size_t HttpServer::exchanges() const {
  return impl_->exchanges();
}

void HttpServer::stop_accepting() {
  impl_->stop_accepting();
}

}  // namespace serve
