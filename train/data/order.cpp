#include "train/data/order.h"

#include <algorithm>
#include <numeric>

#include "core/error.h"
#include "core/rng.h"

namespace train {
namespace {

size_t common_prefix(const Sample& a, const Sample& b) {
  const auto end = std::mismatch(a.tokens.begin(), a.tokens.end(), b.tokens.begin(), b.tokens.end(),
                                 [](const SampleToken& x, const SampleToken& y) { return x.id == y.id; });
  return static_cast<size_t>(end.first - a.tokens.begin());
}

}  // namespace

std::vector<size_t> sibling_blocks(const std::vector<Sample>& samples, size_t most) {
  FR_CHECK(most >= 1, "sibling_blocks: at most {}", most);
  if (most == 1) return std::vector<size_t>(samples.size(), 1);
  size_t shared_by_all = samples.empty() ? 0 : samples.front().tokens.size();
  for (const Sample& sample : samples) shared_by_all = std::min(shared_by_all, common_prefix(samples.front(), sample));

  std::vector<size_t> sizes;
  for (size_t i = 0; i < samples.size(); ++i) {
    if (!sizes.empty() && sizes.back() < most) {
      const Sample &before = samples[i - 1], &here = samples[i];
      const size_t own = std::min(before.tokens.size(), here.tokens.size()) - shared_by_all;
      if (2 * (common_prefix(before, here) - shared_by_all) >= own) {
        ++sizes.back();
        continue;
      }
    }
    sizes.push_back(1);
  }
  return sizes;
}

SampleOrder::SampleOrder(const std::vector<size_t>& block_sizes, uint64_t seed)
    : starts_(block_sizes.size() + 1), seed_(seed) {
  std::partial_sum(block_sizes.begin(), block_sizes.end(), starts_.begin() + 1);
}

size_t SampleOrder::at(int64_t cursor) {
  const auto samples = static_cast<int64_t>(starts_.back());
  FR_CHECK(samples > 0 && cursor >= 0, "SampleOrder: nothing at {}", cursor);
  if (cursor / samples != epoch_) {
    epoch_ = cursor / samples;
    std::vector<size_t> blocks(starts_.size() - 1);
    std::iota(blocks.begin(), blocks.end(), size_t{0});
    core::Rng(seed_, core::hash64("sample order"), epoch_).shuffle(blocks);
    permutation_.clear();
    for (const size_t block : blocks) {
      for (size_t i = starts_[block]; i < starts_[block + 1]; ++i) permutation_.push_back(i);
    }
  }
  return permutation_[static_cast<size_t>(cursor % samples)];
}

std::vector<size_t> SampleOrder::take(int64_t cursor, int64_t count) {
  std::vector<size_t> indices;
  for (int64_t i = 0; i < count; ++i) indices.push_back(at(cursor + i));
  return indices;
}

}  // namespace train
