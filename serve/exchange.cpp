#include "serve/exchange.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "serve/http_library.h"

namespace serve {
namespace {

constexpr size_t kBlockBytes = 16384;  // that the library takes out of a stream at once

}  // namespace

void Exchange::append_body(std::string_view part, const std::shared_ptr<std::atomic<size_t>>& all) {
  all_bodies_ = all;
  *all += part.size();
  body_ += part;
}

std::string Exchange::take_body() {
  if (all_bodies_ != nullptr) *all_bodies_ -= body_.size();
  return std::exchange(body_, {});
}

void Exchange::resume() {
  if (!suspended_ || connection_ == nullptr) return;
  suspended_ = false;
  http_library().resume_connection(connection_);
}

void Exchange::answer(HttpReply reply) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (reply_) return;
  reply_ = std::move(reply);
  resume();
}

void Exchange::begin_stream() {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (reply_) return;
  reply_ = HttpReply{.content_type = "text/event-stream; charset=utf-8", .headers = {{"Cache-Control", "no-cache"}}};
  streams_ = true;
  resume();
}

bool Exchange::write(std::string_view bytes) {
  std::function<void()> listener;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (gone_ || ended_ || !streams_) return false;
    // What is written at once comes through whole, however long it is, and so does what stands right before and behind.
    longest_ = std::max(longest_, bytes.size());
    if (buffer_.size() - read_ + bytes.size() <= most_buffered_ + longest_) {
      buffer_ += bytes;
      resume();
      return true;
    }
    listener = leave();
  }
  if (listener) listener();
  return false;
}

void Exchange::end_stream() {
  const std::lock_guard<std::mutex> lock(mutex_);
  ended_ = true;
  resume();
}

int Exchange::status() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (gone_ && !whole_) return 499;
  return reply_ ? reply_->status : 0;
}

void Exchange::on_gone(std::function<void()> listener) {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (!gone_) {
      on_gone_ = std::move(listener);
      return;
    }
  }
  listener();
}

std::function<void()> Exchange::leave() {
  gone_ = true;
  buffer_.clear();
  buffer_.shrink_to_fit();
  read_ = 0;
  resume();
  return std::exchange(on_gone_, nullptr);
}

void Exchange::client_left() {
  std::function<void()> listener;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    listener = leave();
  }
  if (listener) listener();
}

void Exchange::detach(bool whole) {
  std::function<void()> listener;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    connection_ = nullptr;
    whole_ = whole;
    listener = leave();
    if (whole) listener = nullptr;
  }
  if (listener) listener();
}

// What the library calls to get the stream's next bytes; it owns one reference to the exchange.
struct Exchange::Reader {
  std::shared_ptr<Exchange> exchange;

  static ssize_t read(void* self, uint64_t /*position*/, char* into, size_t room) {
    Exchange& exchange = *static_cast<Reader*>(self)->exchange;
    const std::lock_guard<std::mutex> lock(exchange.mutex_);
    if (exchange.gone_) return MHD_CONTENT_READER_END_WITH_ERROR;
    const size_t waiting = exchange.buffer_.size() - exchange.read_;
    if (waiting > 0) {
      const size_t count = std::min(room, waiting);
      std::memcpy(into, exchange.buffer_.data() + exchange.read_, count);
      exchange.read_ += count;
      if (exchange.read_ == exchange.buffer_.size() || exchange.read_ >= kBlockBytes) {
        exchange.buffer_.erase(0, exchange.read_);
        exchange.read_ = 0;
      }
      return static_cast<ssize_t>(count);
    }
    if (exchange.ended_) return MHD_CONTENT_READER_END_OF_STREAM;
    exchange.suspended_ = true;
    http_library().suspend_connection(exchange.connection_);
    return 0;
  }

  static void free(void* self) { delete static_cast<Reader*>(self); }
};

bool Exchange::queue(MHD_Response* response, const HttpReply& reply) {
  const HttpLibrary& http = http_library();
  if (response == nullptr) return false;
  http.add_response_header(response, "Content-Type", reply.content_type.c_str());
  http.add_response_header(response, "X-Request-Id", id_.c_str());
  for (const auto& [name, value] : reply.headers) {
    http.add_response_header(response, name.c_str(), value.c_str());
  }
  const MHD_Result queued = http.queue_response(connection_, static_cast<unsigned>(reply.status), response);
  http.destroy_response(response);  // the connection holds its own reference
  return queued == MHD_YES;
}

// On the library's thread, as detach() is: what was decided under the lock holds after it. The library takes a lock of
// its own when a response is queued, which it holds when it calls Reader::read.
bool Exchange::proceed() {
  const HttpLibrary& http = http_library();
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (gone_ || connection_ == nullptr) return false;
    if (queued_) return true;
    if (!reply_) {
      suspended_ = true;
      http.suspend_connection(connection_);
      return true;
    }
    queued_ = true;
  }
  if (streams_) {
    auto* reader = new Reader{shared_from_this()};
    return queue(http.response_from_callback(MHD_SIZE_UNKNOWN, kBlockBytes, &Reader::read, reader, &Reader::free),
                 *reply_);
  }
  return queue(http.response_from_buffer(reply_->body.size(), reply_->body.data(), MHD_RESPMEM_MUST_COPY), *reply_);
}

}  // namespace serve
