#include "model/prefix_forest.h"

#include <algorithm>

namespace model {

PrefixForest::PrefixForest(Prompts prompts, int64_t min_shared) : leaves_(prompts.size(), nullptr) {
  for (size_t i = 0; i < prompts.size(); ++i) order_.push_back(i);
  if (min_shared <= 0 || prompts.size() < 2) return;
  std::stable_sort(order_.begin(), order_.end(), [&](size_t a, size_t b) {
    return std::lexicographical_compare(prompts[a].begin(), prompts[a].end(), prompts[b].begin(), prompts[b].end());
  });

  // common[i]: tokens that neighbours i and i + 1 in the order share. The last token of a prompt is never shared.
  std::vector<int64_t> common(order_.size() - 1);
  for (size_t i = 0; i + 1 < order_.size(); ++i) {
    const auto a = prompts[order_[i]].first(prompts[order_[i]].size() - 1);
    const auto b = prompts[order_[i + 1]].first(prompts[order_[i + 1]].size() - 1);
    common[i] = std::mismatch(a.begin(), a.end(), b.begin(), b.end()).first - a.begin();
  }
  split(prompts, common, 0, order_.size(), nullptr, min_shared);
}

void PrefixForest::split(Prompts prompts, std::span<const int64_t> common, size_t begin, size_t end,
                         PrefixSegment* parent, int64_t min_shared) {
  const int64_t depth = parent == nullptr ? 0 : parent->end();
  for (size_t first = begin; first < end;) {
    size_t last = first;  // prompts first..last share at least depth + min_shared tokens
    int64_t shared = INT64_MAX;
    while (last + 1 < end && common[last] >= depth + min_shared) shared = std::min(shared, common[last++]);
    if (last > first) {
      PrefixSegment& segment = segments_.emplace_back();
      segment.parent = parent;
      segment.begin = depth;
      segment.tokens = prompts[order_[first]].subspan(static_cast<size_t>(depth), static_cast<size_t>(shared - depth));
      split(prompts, common, first, last + 1, &segment, min_shared);
    } else {
      leaves_[order_[first]] = parent;
    }
    first = last + 1;
  }
}

std::vector<PrefixSegment*> chain_of(PrefixSegment* leaf) {
  std::vector<PrefixSegment*> chain;
  for (PrefixSegment* s = leaf; s != nullptr; s = s->parent) chain.push_back(s);
  std::reverse(chain.begin(), chain.end());
  return chain;
}

}  // namespace model
