// A client for tests that says exactly what it is told, byte for byte, and reads what comes.
#pragma once

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/format.h"
#include "core/json.h"

namespace fixtures {

struct Heard {
  int status = 0;                              // 0: the connection closed before there was one
  std::map<std::string, std::string> headers;  // names in lower case
  std::string body;
  bool whole = false;

  core::Value json() const { return core::parse_json(body); }
  // The data of server-sent events, "[DONE]" left out.
  std::vector<core::Value> events() const {
    std::vector<core::Value> events;
    for (size_t at = body.find("data: "); at != std::string::npos; at = body.find("data: ", at + 1)) {
      const std::string data = body.substr(at + 6, body.find("\n\n", at) - at - 6);
      if (data != "[DONE]") events.push_back(core::parse_json(data));
    }
    return events;
  }
  bool is_done() const { return body.ends_with("data: [DONE]\n\n"); }
};

class Talk {
 public:
  explicit Talk(int port, int receive_buffer = 0) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    if (receive_buffer > 0) {
      ::setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof(receive_buffer));
    }
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(static_cast<uint16_t>(port));
    connected_ = ::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0;
  }
  Talk(const Talk&) = delete;
  Talk& operator=(const Talk&) = delete;
  ~Talk() { close(); }

  bool connected() const { return connected_; }
  void close() {
    if (socket_ >= 0) ::close(socket_);
    socket_ = -1;
  }
  void end_sending() { ::shutdown(socket_, SHUT_WR); }

  bool say(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      bytes.remove_prefix(static_cast<size_t>(sent));
    }
    return true;
  }

  // Until `buffer_` holds `text`; false: the other side closed, or `seconds` are over.
  bool hear_until(std::string_view text, double seconds = 20) {
    while (buffer_.find(text) == std::string::npos) {
      if (!hear(seconds)) return false;
    }
    return true;
  }

  // One whole answer.
  Heard hear_answer(double seconds = 20) {
    Heard heard;
    if (!hear_until("\r\n\r\n", seconds)) return heard;
    const size_t end = buffer_.find("\r\n\r\n");
    const std::string head = buffer_.substr(0, end);
    buffer_.erase(0, end + 4);
    heard.status = std::stoi(head.substr(head.find(' ') + 1));
    for (size_t at = head.find("\r\n"); at != std::string::npos; at = head.find("\r\n", at + 2)) {
      const std::string line = head.substr(at + 2, head.find("\r\n", at + 2) - at - 2);
      std::string name = line.substr(0, line.find(':'));
      std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return std::tolower(c); });
      heard.headers[name] = line.substr(std::min(line.size(), line.find(':') + 2));
    }
    if (heard.headers.contains("transfer-encoding")) {
      heard.whole = hear_chunks(heard.body, seconds);
      return heard;
    }
    const size_t length = std::stoul("0" + heard.headers["content-length"]);
    while (buffer_.size() < length && hear(seconds)) {
    }
    heard.whole = buffer_.size() >= length;
    heard.body = buffer_.substr(0, length);
    buffer_.erase(0, length);
    return heard;
  }

  // Nothing more comes: true where the other side closed within `seconds`.
  bool is_closed(double seconds = 20) {
    while (hear(seconds)) {
    }
    return closed_;
  }

  const std::string& buffer() const { return buffer_; }

 private:
  bool hear(double seconds) {
    pollfd waiting{socket_, POLLIN, 0};
    if (::poll(&waiting, 1, static_cast<int>(seconds * 1000)) <= 0) return false;
    std::string part(1 << 16, '\0');
    const ssize_t got = ::recv(socket_, part.data(), part.size(), 0);
    closed_ = got <= 0;
    if (closed_) return false;
    buffer_.append(part, 0, static_cast<size_t>(got));
    return true;
  }

  bool hear_chunks(std::string& body, double seconds) {
    while (true) {
      while (buffer_.find("\r\n") == std::string::npos) {
        if (!hear(seconds)) return false;
      }
      const size_t line = buffer_.find("\r\n");
      const size_t size = std::stoul(buffer_.substr(0, line), nullptr, 16);
      while (buffer_.size() < line + 2 + size + 2) {
        if (!hear(seconds)) return false;
      }
      body += buffer_.substr(line + 2, size);
      buffer_.erase(0, line + 2 + size + 2);
      if (size == 0) return true;
    }
  }

  int socket_;
  bool connected_ = false;
  bool closed_ = false;
  std::string buffer_;
};

inline std::string http_post(const std::string& path, const std::string& body, const std::string& headers = {}) {
  return core::format(
      "POST {} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n{}Content-Length: {}\r\n\r\n{}", path,
      headers, body.size(), body);
}

inline std::string http_get(const std::string& path, const std::string& headers = {}) {
  return core::format("GET {} HTTP/1.1\r\nHost: localhost\r\n{}\r\n", path, headers);
}

}  // namespace fixtures
