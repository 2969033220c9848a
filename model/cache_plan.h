// How many tokens an engine's cache gets, before anything is generated: what was asked for or what is usual, as far as
// memory is free.
#pragma once

#include <cstdint>

namespace model {

struct CacheWish {
  int64_t tokens = 0;       // asked for; 0: what is usual
  int64_t batch = 32;       // sequences at the same time
  int64_t context = 0;      // of the model
  int64_t plain_bytes = 0;  // of a token in the plain form
  int64_t token_bytes = 0;  // of a token in the cache's form
  int64_t free_bytes = 0;   // memory that the process may still take; 0: not known
};

// Tokens of the cache. Usual: room for `batch` sequences of the whole context in at most a quarter of the free memory,
// since conversations whose beginnings have to be evicted compute them again at every turn; but at least for `batch` of
// 2,048 tokens or one of the whole context, whatever is more, in at most half of it: says so in a
// line where that is less. Throws core::Error(usage) for fewer than 512 (but 0), core::Error(environment) where they do
// not fit into the free memory, or half of it has no room for 512.
int64_t plan_cache_tokens(const CacheWish& wish);

}  // namespace model
