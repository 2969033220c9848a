// A small HTTP server in the test's own process that answers as its handler says, and misbehaves on demand.
#pragma once

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cctype>
#include <chrono>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "core/json.h"

namespace fixtures {

struct MockRequest {
  std::string path;
  std::map<std::string, std::string> headers;  // names in lower case
  std::string body;

  core::Value json() const { return core::parse_json(body); }
};

struct MockAnswer {
  enum class End {
    whole,
    half,     // the connection closes in the middle of the body
    nothing,  // … before a byte is sent
    hang,     // … is never sent
    endless,  // the body never ends
  };
  int status = 200;
  std::string body;
  std::vector<std::string> headers;
  double delay_s = 0;
  End end = End::whole;
};

class MockEndpoint {
 public:
  // Called for one request at a time, in the order in which they arrive.
  using Handler = std::function<MockAnswer(const MockRequest&)>;

  explicit MockEndpoint(Handler handler) : handler_(std::move(handler)), listener_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ::bind(listener_, reinterpret_cast<sockaddr*>(&address), sizeof(address));
    socklen_t size = sizeof(address);
    ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
    ::listen(listener_, 256);
    acceptor_ = std::thread([this] { accept_all(); });
  }
  MockEndpoint(const MockEndpoint&) = delete;
  MockEndpoint& operator=(const MockEndpoint&) = delete;
  ~MockEndpoint() {
    stopped_ = true;
    acceptor_.join();
    for (std::thread& connection : connections_) connection.join();
    ::close(listener_);
  }

  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_) + "/v1"; }
  std::vector<MockRequest> requests() const {
    const std::lock_guard<std::mutex> lock(mutex_);
    return requests_;
  }
  size_t asked() const { return requests().size(); }
  // Requests that were being answered at the same time.
  int most_open() const { return most_open_; }

 private:
  void accept_all() {
    while (!stopped_) {
      pollfd waiting{listener_, POLLIN, 0};
      if (::poll(&waiting, 1, 5) <= 0) continue;
      const int socket = ::accept(listener_, nullptr, nullptr);
      if (socket >= 0) connections_.emplace_back([this, socket] { serve(socket); });
    }
  }

  // False where the other side has gone or the server stops.
  bool wait_for(int socket, short events) const {
    while (!stopped_) {
      pollfd waiting{socket, events, 0};
      if (::poll(&waiting, 1, 5) > 0) return true;
    }
    return false;
  }

  bool receive(int socket, std::string& into) const {
    if (!wait_for(socket, POLLIN)) return false;
    std::string part(1 << 16, '\0');
    const ssize_t got = ::recv(socket, part.data(), part.size(), 0);
    if (got <= 0) return false;
    into.append(part, 0, static_cast<size_t>(got));
    return true;
  }

  bool read_request(int socket, std::string& buffer, MockRequest& request) const {
    size_t end = std::string::npos;
    while ((end = buffer.find("\r\n\r\n")) == std::string::npos) {
      if (!receive(socket, buffer)) return false;
    }
    const std::string head = buffer.substr(0, end);
    request.path = head.substr(head.find(' ') + 1, head.find(' ', head.find(' ') + 1) - head.find(' ') - 1);
    for (size_t at = head.find("\r\n"); at != std::string::npos; at = head.find("\r\n", at + 2)) {
      const std::string line = head.substr(at + 2, head.find("\r\n", at + 2) - at - 2);
      std::string name = line.substr(0, line.find(':'));
      std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return std::tolower(c); });
      request.headers[name] = line.substr(std::min(line.size(), line.find(':') + 2));
    }
    const size_t length = std::stoul("0" + request.headers["content-length"]);
    while (buffer.size() < end + 4 + length) {
      if (!receive(socket, buffer)) return false;
    }
    request.body = buffer.substr(end + 4, length);
    buffer.erase(0, end + 4 + length);
    return true;
  }

  static bool send_all(int socket, std::string_view text) {
    while (!text.empty()) {
      const ssize_t sent = ::send(socket, text.data(), text.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      text.remove_prefix(static_cast<size_t>(sent));
    }
    return true;
  }

  void serve(int socket) {
    std::string buffer;
    for (MockRequest request; read_request(socket, buffer, request); request = {}) {
      MockAnswer answer;
      {
        const std::lock_guard<std::mutex> lock(mutex_);
        requests_.push_back(request);
        most_open_ = std::max<int>(most_open_, ++open_);
        answer = handler_(request);
      }
      std::this_thread::sleep_for(std::chrono::duration<double>(answer.delay_s));
      --open_;
      if (!send_answer(socket, answer)) break;
    }
    ::close(socket);
  }

  bool send_answer(int socket, const MockAnswer& answer) const {
    using End = MockAnswer::End;
    if (answer.end == End::nothing) return false;
    if (answer.end == End::hang) {
      wait_for(socket, POLLIN);  // until the other side has had enough
      return false;
    }
    std::string head = "HTTP/1.1 " + std::to_string(answer.status) + " Said\r\n";
    const bool typed = std::any_of(answer.headers.begin(), answer.headers.end(),
                                   [](const std::string& header) { return header.starts_with("Content-Type:"); });
    if (!typed) head += "Content-Type: application/json\r\n";
    for (const std::string& header : answer.headers) head += header + "\r\n";
    if (answer.end == End::endless) {
      if (!send_all(socket, head + "Connection: close\r\n\r\n")) return false;
      const std::string part(1 << 16, 'x');
      while (!stopped_ && send_all(socket, part)) continue;
      return false;
    }
    head += "Content-Length: " + std::to_string(answer.body.size()) + "\r\n\r\n";
    const bool half = answer.end == End::half;
    return send_all(socket, head + (half ? answer.body.substr(0, answer.body.size() / 2) : answer.body)) && !half;
  }

  Handler handler_;
  int listener_;
  int port_ = 0;
  std::thread acceptor_;
  std::vector<std::thread> connections_;  // touched by the acceptor alone until it has ended
  std::atomic<bool> stopped_ = false;
  std::atomic<int> open_ = 0;
  std::atomic<int> most_open_ = 0;
  mutable std::mutex mutex_;
  std::vector<MockRequest> requests_;
};

// {"choices": [{"message": …, "finish_reason": …}], "usage": {7 and 3 tokens}}
inline MockAnswer chat_answer(core::Dict message, const std::string& finish = "stop") {
  message["role"] = "assistant";
  const core::Value choice = core::Dict{{"index", 0}, {"message", std::move(message)}, {"finish_reason", finish}};
  const core::Value usage = core::Dict{{"prompt_tokens", 7}, {"completion_tokens", 3}};
  MockAnswer answer;
  answer.body = core::dump_json(core::Dict{{"choices", core::List{choice}}, {"usage", usage}});
  return answer;
}
inline MockAnswer text_answer(const std::string& text) {
  return chat_answer({{"content", text}});
}
// Of /completions.
inline MockAnswer completion_answer(const std::string& text) {
  MockAnswer answer;
  const core::Value choice = core::Dict{{"text", text}, {"finish_reason", "stop"}};
  answer.body = core::dump_json(core::Dict{{"choices", core::List{choice}}});
  return answer;
}
inline MockAnswer error_answer(int status, const std::string& message) {
  MockAnswer answer;
  answer.status = status;
  answer.body = core::dump_json(core::Dict{{"error", core::Dict{{"message", message}}}});
  return answer;
}

}  // namespace fixtures
