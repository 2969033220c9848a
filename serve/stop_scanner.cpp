#include "serve/stop_scanner.h"

#include <algorithm>
#include <utility>

namespace serve {

size_t partial_match(std::string_view text, std::string_view word) {
  for (size_t length = std::min(text.size(), word.empty() ? 0 : word.size() - 1); length > 0; --length) {
    if (text.ends_with(word.substr(0, length))) return length;
  }
  return 0;
}

StopScanner::StopScanner(std::vector<std::string> stops) : stops_(std::move(stops)) {
  std::erase(stops_, std::string());
}

std::string StopScanner::push(std::string_view text) {
  if (stopped_) return {};
  if (stops_.empty()) return std::string(text);
  pending_ += text;
  size_t first = std::string::npos;
  size_t first_end = std::string::npos;
  size_t held = 0;
  for (const std::string& stop : stops_) {
    const size_t begin = pending_.find(stop);
    const size_t end = begin == std::string::npos ? begin : begin + stop.size();
    if (end < first_end || (end == first_end && begin < first)) {
      first = begin;
      first_end = end;
    }
    held = std::max(held, partial_match(pending_, stop));
  }
  stopped_ = first != std::string::npos;
  std::string ready = pending_.substr(0, stopped_ ? first : pending_.size() - held);
  pending_.erase(0, stopped_ ? pending_.size() : ready.size());
  return ready;
}

std::string StopScanner::finish() {
  return stopped_ ? std::string() : std::exchange(pending_, {});
}

}  // namespace serve
