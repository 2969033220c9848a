#include "model/kernels/forest_plan.h"

#include <algorithm>

namespace model::kernels {

ForestPlan::ForestPlan(std::span<const PackedSequence> sequences, int64_t group)
    : tile_tokens_(std::max<int64_t>(1, kQueryRows / group)) {
  for (size_t s = 0; s < sequences.size(); ++s) {
    const PackedSequence& sequence = sequences[s];
    std::vector<BlockRange> visible;
    if (sequence.parent >= 0) visible = visible_[static_cast<size_t>(sequence.parent)];
    const auto first = static_cast<int64_t>(blocks_.size());
    for (int64_t token = sequence.begin; token < sequence.end; token += kKeyBlock) {
      blocks_.push_back({token, std::min(kKeyBlock, sequence.end - token)});
    }
    visible.push_back({first, static_cast<int64_t>(blocks_.size())});
    visible_.push_back(std::move(visible));
    for (int64_t token = sequence.begin; token < sequence.end; token += tile_tokens_) {
      tiles_.push_back({token, std::min(token + tile_tokens_, sequence.end), static_cast<int64_t>(s)});
    }
  }
}

std::vector<int64_t> ForestPlan::split(int64_t heads, int64_t parts) const {
  const auto tiles = static_cast<int64_t>(tiles_.size());
  std::vector<int64_t> upto(tiles_.size() + 1, 0);  // work of the tiles before each
  for (size_t t = 0; t < tiles_.size(); ++t) {
    int64_t work = 1;
    for_visible(tiles_[t], [&](int64_t) { ++work; });
    upto[t + 1] = upto[t] + work;
  }
  std::vector<int64_t> bounds{0};
  for (int64_t part = 1; part < parts; ++part) {
    const int64_t target = heads * upto.back() * part / parts;
    const int64_t head = upto.back() == 0 ? 0 : target / upto.back();
    const auto tile = std::lower_bound(upto.begin(), upto.end(), target - head * upto.back()) - upto.begin();
    bounds.push_back(std::max(bounds.back(), std::min(heads * tiles, head * tiles + tile)));
  }
  bounds.push_back(heads * tiles);
  return bounds;
}

}  // namespace model::kernels
