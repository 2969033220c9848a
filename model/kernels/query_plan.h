// Which queries of a pass attend together. Decoding sequences that begin with the same blocks (a system prompt, the
// samples of one prompt) share the pass over them: keys and values are then read once for all of their queries.
#pragma once

#include <vector>

#include "model/kernels/attention.h"

namespace model::kernels {

// runs[first, first + count): one run; or several of one token each, which have the first `common` spans in common.
struct RunGroup {
  size_t first = 0;
  size_t count = 1;
  size_t common = 0;
};

struct QueryPlan {
  std::vector<QueryRun> runs;  // in the order of the groups
  std::vector<RunGroup> groups;
};

// For `heads` query heads over `kv_heads`. Groups are small enough to keep all threads busy. No result depends on the
// plan: a query meets its keys in the same order in any.
QueryPlan plan_queries(std::span<const QueryRun> runs, int64_t heads, int64_t kv_heads);

}  // namespace model::kernels
