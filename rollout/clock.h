// Wall time as a value, so that what waits for it can be tested without waiting.
#pragma once

#include <chrono>
#include <functional>

namespace rollout {

// Seconds since some moment; never goes back.
using WallClock = std::function<double()>;

inline double steady_seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

}  // namespace rollout
