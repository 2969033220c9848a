#include "rollout/http_call.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <thread>

#include "core/progress.h"
#include "env/bfcl/worlds/service_failure.h"

namespace rollout {
namespace {

// How long at most Ctrl-C goes unheard.
constexpr double kLongestPoll = 0.1;

void stop_if_interrupted() {
  if (core::interrupted()) throw env::bfcl::ServiceFailure("interrupted");
}

}  // namespace

core::HttpAnswer call_http(core::HttpClient& http, core::HttpRequest request) {
  static std::atomic<size_t> calls = 0;  // a call that was interrupted may still come to its end
  const size_t id = ++calls;
  http.send(id, std::move(request));
  while (true) {
    for (auto& [ended, answer] : http.poll(kLongestPoll)) {
      if (ended == id) return std::move(answer);
    }
    stop_if_interrupted();
  }
}

void pause_for(double seconds) {
  using Clock = std::chrono::steady_clock;
  const auto end = Clock::now() + std::chrono::duration<double>(seconds);
  while (true) {
    stop_if_interrupted();
    const double left = std::chrono::duration<double>(end - Clock::now()).count();
    if (left <= 0) return;
    std::this_thread::sleep_for(std::chrono::duration<double>(std::min(left, kLongestPoll)));
  }
}

}  // namespace rollout
