#include "serve/metrics.h"

#include <algorithm>
#include <vector>

#include "core/format.h"
#include "core/python_text.h"

namespace serve {
namespace {

constexpr std::array kWaits = {0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 60.0, 120.0};
constexpr std::array kGaps = {0.001, 0.002, 0.005, 0.01, 0.02, 0.03, 0.05, 0.075, 0.1, 0.15, 0.2, 0.5, 1.0, 2.0};
constexpr std::array kAnswers = {0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 30.0, 60.0, 120.0, 300.0, 600.0};

void write_head(std::string& out, std::string_view name, std::string_view type, std::string_view help) {
  out += core::format("# HELP funreason_{} {}\n# TYPE funreason_{} {}\n", name, help, name, type);
}

template <class T>
void write_one(std::string& out, std::string_view name, std::string_view type, std::string_view help, T value) {
  write_head(out, name, type, help);
  out += core::format("funreason_{} {}\n", name, value);
}

}  // namespace

void Histogram::add(double seconds) {
  const auto place = std::lower_bound(bounds_.begin(), bounds_.end(), seconds) - bounds_.begin();
  ++counts_.at(static_cast<size_t>(place));
  nanoseconds_ += static_cast<uint64_t>(std::max(0.0, seconds) * 1e9);
}

void Histogram::write(std::string& out, std::string_view name, std::string_view help) const {
  write_head(out, name, "histogram", help);
  uint64_t total = 0;
  for (size_t i = 0; i < bounds_.size(); ++i) {
    total += counts_.at(i);
    out += core::format("funreason_{}_bucket{{le=\"{}\"} {}\n", name, core::python_repr(bounds_[i]), total);
  }
  total += counts_.at(bounds_.size());
  out += core::format("funreason_{}_bucket{{le=\"+Inf\"} {}\n", name, total);
  out += core::format("funreason_{}_sum {}\n", name, core::fixed(static_cast<double>(nanoseconds_) * 1e-9, 6));
  out += core::format("funreason_{}_count {}\n", name, total);
}

Metrics::Metrics() : first_token(kWaits), between(kGaps), whole_answer(kAnswers) {}

void Metrics::count_request(std::string_view endpoint, int status) {
  const std::lock_guard<std::mutex> lock(mutex_);
  ++requests_[{std::string(endpoint), status}];
}

void Metrics::set_cache(const model::CacheUse& use) {
  cache_used_ = use.tokens;
  cache_kept_ = use.kept;
  preemptions_ = use.preemptions;
  cache_capacity_ = use.capacity;
}

std::string Metrics::text(size_t connections) const {
  std::string out;
  write_head(out, "requests_total", "counter", "Requests by endpoint and status; 499: the client left first.");
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    for (const auto& [key, count] : requests_) {
      out +=
          core::format("funreason_requests_total{{endpoint=\"{}\",status=\"{}\"} {}\n", key.first, key.second, count);
    }
  }
  write_one(out, "prompt_tokens_total", "counter", "Tokens of prompts.", prompt_tokens.load());
  write_one(out, "generated_tokens_total", "counter", "Tokens of replies.", generated_tokens.load());
  write_one(out, "replies_cancelled_total", "counter", "Replies that ended before their time.", cancelled.load());
  write_one(out, "requests_refused_total", "counter", "Requests for which the queue had no room.", refused.load());
  write_one(out, "replies_waiting", "gauge", "Replies that wait for their start.", waiting.load());
  write_one(out, "replies_running", "gauge", "Replies that are generated.", running.load());
  write_one(out, "connections", "gauge", "Open connections.", connections);
  write_one(out, "cache_tokens_used", "gauge", "Tokens of running replies in the cache.", cache_used_.load());
  write_one(out, "cache_tokens_kept", "gauge", "Tokens of prefixes kept for later requests.", cache_kept_.load());
  write_one(out, "cache_tokens_capacity", "gauge", "Tokens that the cache has room for.", cache_capacity_.load());
  write_one(out, "preemptions_total", "counter", "Replies that waited again because the cache was full.",
            preemptions_.load());
  first_token.write(out, "time_to_first_token_seconds", "From a request to its first token.");
  between.write(out, "inter_token_seconds", "From a token of a reply to the next.");
  whole_answer.write(out, "reply_seconds", "From a request to the end of a reply.");
  return out;
}

}  // namespace serve
