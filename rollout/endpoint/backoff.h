// How long to wait before a request is made again.
#pragma once

#include <cstdint>

#include "core/rng.h"

namespace rollout::endpoint {

inline constexpr double kLongestBackoff = 60;
inline constexpr double kLongestRetryAfter = 600;  // a server that asks for more is asked after this

// Before try `attempt` (1: the first one again): `base_s` doubled each time, up to kLongestBackoff, times a jitter of
// 0.5 to 1 out of `stream`, so that requests that failed together do not come back together. Never before
// `retry_after_s`, which the server asked for.
double backoff_seconds(double base_s, int64_t attempt, double retry_after_s, const core::Rng& stream);

}  // namespace rollout::endpoint
