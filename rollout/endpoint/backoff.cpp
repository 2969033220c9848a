#include "rollout/endpoint/backoff.h"

#include <algorithm>
#include <cmath>

namespace rollout::endpoint {

double backoff_seconds(double base_s, int64_t attempt, double retry_after_s, const core::Rng& stream) {
  const auto doublings = static_cast<int>(std::clamp<int64_t>(attempt - 1, 0, 60));
  const double longest = std::min(kLongestBackoff, std::ldexp(base_s, doublings));
  const double jittered = longest * stream.fork(static_cast<uint64_t>(attempt)).uniform(0.5, 1.0);
  return std::max(jittered, std::min(retry_after_s, kLongestRetryAfter));
}

}  // namespace rollout::endpoint
