// One request and its answer, whole or as a stream, between the thread that moves bytes and those that make answers.
// Members may be called from any thread, but for those whose comments name theirs: they touch the request's body or the
// library's connection without the lock. Knows no API.
#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

struct MHD_Connection;
struct MHD_Response;

namespace serve {

struct HttpHead {
  std::string method;
  std::string path;  // without the query
  std::string host;
  std::string authorization;
  std::string content_type;
};

struct HttpReply {
  int status = 200;
  std::string body;
  std::string content_type = "application/json";
  std::vector<std::pair<std::string, std::string>> headers;
};

class Exchange : public std::enable_shared_from_this<Exchange> {
 public:
  // `id` is sent as X-Request-Id; `most_buffered`: bytes of a stream that may wait for a client to read them, beside
  // the longest that were written at once.
  Exchange(MHD_Connection* connection, HttpHead head, std::string id, size_t most_buffered)
      : connection_(connection), head_(std::move(head)), id_(std::move(id)), most_buffered_(most_buffered) {}
  Exchange(const Exchange&) = delete;
  Exchange& operator=(const Exchange&) = delete;
  ~Exchange() { take_body(); }

  const HttpHead& head() const { return head_; }
  const std::string& id() const { return id_; }
  // By one thread at a time: the library's until the request is there as a whole, then whoever works on it.
  std::string take_body();

  // The first call of answer() or begin_stream() decides; what comes after it has no effect.
  void answer(HttpReply reply);
  // Status 200, server-sent events.
  void begin_stream();
  // False: nobody will read it. A client that leaves too much unread is cut off.
  bool write(std::string_view bytes);
  void end_stream();

  // Of the answer; 499: the client left before it had it. 0: none yet.
  int status() const;
  // Called once when the client has gone before its answer was whole, on any thread; at once where it has gone already.
  void on_gone(std::function<void()> listener);

  // For serve/http_server.cpp. The client has left; the connection ends when the library gets to it.
  void client_left();
  // For serve/http_server.cpp, on the library's thread alone:
  // `all`: bytes of every body that waits to be taken; this one's are counted in it.
  void append_body(std::string_view part, const std::shared_ptr<std::atomic<size_t>>& all);
  size_t body_size() const { return body_.size(); }
  // Queues what there is to answer, or waits for it. False: the connection is to be closed.
  bool proceed();
  // The library's connection is no more.
  void detach(bool whole);

 private:
  struct Reader;

  bool queue(MHD_Response* response, const HttpReply& reply);
  void resume();
  std::function<void()> leave();  // under the lock; the listener to be called without it

  mutable std::mutex mutex_;
  MHD_Connection* connection_;
  const HttpHead head_;
  const std::string id_;
  const size_t most_buffered_;
  std::string body_;
  std::shared_ptr<std::atomic<size_t>> all_bodies_;
  std::optional<HttpReply> reply_;
  bool streams_ = false;
  bool queued_ = false;
  bool ended_ = false;      // nothing more comes into the stream
  bool suspended_ = false;  // the library waits for resume()
  bool gone_ = false;
  bool whole_ = false;  // the client has the whole answer
  std::string buffer_;
  size_t read_ = 0;     // of buffer_
  size_t longest_ = 0;  // bytes written at once
  std::function<void()> on_gone_;
};

}  // namespace serve
