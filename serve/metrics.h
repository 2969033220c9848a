// What the server counts, in Prometheus' text form. From any thread.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <map>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "model/policy.h"

namespace serve {

class Histogram {
 public:
  // In seconds; `bounds` ascend and outlive this. At most kMost of them.
  explicit Histogram(std::span<const double> bounds) : bounds_(bounds) {}
  void add(double seconds);
  void write(std::string& out, std::string_view name, std::string_view help) const;

 private:
  static constexpr size_t kMost = 24;
  std::span<const double> bounds_;
  std::array<std::atomic<uint64_t>, kMost + 1> counts_{};
  std::atomic<uint64_t> nanoseconds_ = 0;
};

class Metrics {
 public:
  Metrics();

  void count_request(std::string_view endpoint, int status);
  void set_cache(const model::CacheUse& use);
  // The text; `connections`: open now.
  std::string text(size_t connections) const;

  std::atomic<uint64_t> prompt_tokens = 0;
  std::atomic<uint64_t> generated_tokens = 0;
  std::atomic<uint64_t> cancelled = 0;  // replies that nobody wanted any more
  std::atomic<uint64_t> refused = 0;    // requests for which the queue had no room
  std::atomic<int64_t> waiting = 0;
  std::atomic<int64_t> running = 0;
  Histogram first_token;   // from the request to its first token
  Histogram between;       // from token to token
  Histogram whole_answer;  // from the request to the last token

 private:
  std::atomic<int64_t> cache_used_ = 0;
  std::atomic<int64_t> cache_kept_ = 0;
  std::atomic<int64_t> preemptions_ = 0;
  std::atomic<int64_t> cache_capacity_ = 0;
  mutable std::mutex mutex_;
  std::map<std::pair<std::string, int>, uint64_t> requests_;  // by endpoint and status
};

}  // namespace serve
