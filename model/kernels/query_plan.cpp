#include "model/kernels/query_plan.h"

#include <ATen/Parallel.h>

#include <algorithm>

namespace model::kernels {

namespace {

constexpr int64_t kTasksAThread = 4;  // so that threads end at about the same time

bool same(const KvSpan& a, const KvSpan& b) {
  return a.block == b.block && a.tokens == b.tokens;
}

size_t common_spans(const QueryRun& a, const QueryRun& b) {
  return static_cast<size_t>(std::ranges::mismatch(a.spans, b.spans, same).in1 - a.spans.begin());
}

// How many runs a group may have.
size_t most_runs(int64_t runs, int64_t heads, int64_t kv_heads) {
  const int64_t in_a_tile = kMaxTaskRows / (heads / kv_heads);
  const int64_t tasks = kTasksAThread * at::get_num_threads();
  return static_cast<size_t>(
      std::clamp<int64_t>((runs * kv_heads + tasks - 1) / tasks, 1, std::max<int64_t>(1, in_a_tile)));
}

}  // namespace

QueryPlan plan_queries(std::span<const QueryRun> runs, int64_t heads, int64_t kv_heads) {
  QueryPlan plan;
  plan.runs.assign(runs.begin(), runs.end());
  const auto is_single = [](const QueryRun& run) { return run.end - run.begin == 1; };
  const auto singles_end = std::ranges::stable_partition(plan.runs, is_single).begin();
  const auto singles = static_cast<size_t>(singles_end - plan.runs.begin());
  // Runs with most in common become neighbours.
  std::stable_sort(plan.runs.begin(), singles_end, [](const QueryRun& a, const QueryRun& b) {
    return std::ranges::lexicographical_compare(a.spans, b.spans, {}, &KvSpan::block, &KvSpan::block);
  });

  const size_t most = most_runs(static_cast<int64_t>(singles), heads, kv_heads);
  for (size_t first = 0; first < plan.runs.size();) {
    RunGroup group{first, 1, plan.runs[first].spans.size()};
    // One more is worth it while it does not cut short what the others have in common by more than it saves.
    while (first + group.count < singles && group.count < most) {
      const size_t next = first + group.count;
      const size_t common = std::min(group.common, common_spans(plan.runs[next - 1], plan.runs[next]));
      if (common == 0 || group.count * common < (group.count - 1) * group.common) break;
      group.common = common;
      ++group.count;
    }
    if (group.count == 1) group.common = 0;
    plan.groups.push_back(group);
    first += group.count;
  }
  return plan;
}

}  // namespace model::kernels
