// The fields that chat and text completions share. For the readers of requests alone.
#pragma once

#include <cstdint>

#include "serve/fields.h"
#include "serve/requests.h"

namespace serve {

inline constexpr int64_t kMostRanked = 20;                // of the likeliest tokens, beside each one of a reply
inline constexpr int64_t kMostTokens = int64_t{1} << 30;  // of a reply

// Throws ApiError.
CommonParams read_common_params(Fields& fields, const RequestRules& rules);

}  // namespace serve
