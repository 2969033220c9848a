#include "model/cache_plan.h"

#include <algorithm>

#include "core/error.h"
#include "core/log.h"

namespace model {

namespace {

constexpr int64_t kTokensPerSequence = 2048;
constexpr int64_t kLeastTokens = 512;

double gb(int64_t bytes) {
  return static_cast<double>(bytes) * 1e-9;
}

}  // namespace

int64_t plan_cache_tokens(const CacheWish& wish) {
  if (wish.tokens != 0 && wish.tokens < kLeastTokens) {
    throw core::usage_error(core::format("cache_tokens is {}", wish.tokens),
                            core::format("0 for what is usual, or at least {}", kLeastTokens));
  }
  if (wish.tokens > 0) {
    if (wish.free_bytes > 0 && wish.tokens > wish.free_bytes / wish.token_bytes) {
      throw core::environment_error(core::format("cache_tokens: {} tokens take {.1} GB, and {.1} GB are free",
                                                 wish.tokens, gb(wish.tokens * wish.token_bytes), gb(wish.free_bytes)),
                                    "ask for fewer, or take kv=int8");
    }
    return wish.tokens;
  }
  const auto of_plain = [&](int64_t tokens) { return tokens * wish.plain_bytes / wish.token_bytes; };
  const int64_t usual = of_plain(std::max(wish.context, wish.batch * kTokensPerSequence));
  if (wish.free_bytes == 0) return usual;
  const int64_t half = wish.free_bytes / 2 / wish.token_bytes;
  if (half < kLeastTokens) {
    throw core::environment_error(
        core::format("{.1} GB of memory are free, too little for the cache", gb(wish.free_bytes)),
        "take quantised weights, kv=int8 or a smaller model");
  }
  if (usual > half) {
    core::log_info("memory for a cache of {} tokens ({.1} GB, half of what is free); prompt and reply together {}",
                   half, gb(half * wish.token_bytes),
                   half < wish.context ? "cannot be longer" : "can have the model's whole context");
    return half;
  }
  return std::max(usual, std::min(of_plain(wish.batch * wish.context), half / 2));
}

}  // namespace model
