#include "train/data/order.h"

#include <algorithm>
#include <list>
#include <numeric>

#include "core/error.h"
#include "core/rng.h"

namespace train {
namespace {

// Blocks that are tried for the rest of a step.
constexpr std::ptrdiff_t kLookAhead = 64;

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

SampleOrder::SampleOrder(const std::vector<size_t>& block_sizes, size_t step_samples, uint64_t seed)
    : starts_(block_sizes.size() + 1), step_samples_(step_samples), seed_(seed) {
  FR_CHECK(step_samples >= 1);
  std::partial_sum(block_sizes.begin(), block_sizes.end(), starts_.begin() + 1);
}

size_t SampleOrder::at(int64_t cursor) {
  const auto samples = static_cast<int64_t>(starts_.back());
  FR_CHECK(samples > 0 && cursor >= 0, "SampleOrder: nothing at {}", cursor);
  if (cursor / samples != epoch_) permute(cursor / samples);
  return permutation_[static_cast<size_t>(cursor % samples)];
}

void SampleOrder::permute(int64_t epoch) {
  epoch_ = epoch;
  std::vector<size_t> shuffled(starts_.size() - 1);
  std::iota(shuffled.begin(), shuffled.end(), size_t{0});
  core::Rng(seed_, core::hash64("sample order"), epoch).shuffle(shuffled);

  std::list<size_t> blocks(shuffled.begin(), shuffled.end());
  const size_t drawn_before = static_cast<size_t>(epoch) * starts_.back();
  permutation_.clear();
  while (!blocks.empty()) {
    const size_t room = step_samples_ - (drawn_before + permutation_.size()) % step_samples_;
    const auto size = [&](size_t block) { return starts_[block + 1] - starts_[block]; };
    const auto end = std::ranges::next(blocks.begin(), kLookAhead, blocks.end());
    auto next = std::find_if(blocks.begin(), end, [&](size_t block) { return size(block) == room; });
    if (next == end) next = std::find_if(blocks.begin(), end, [&](size_t block) { return size(block) < room; });
    if (next == end) next = blocks.begin();
    for (size_t i = starts_[*next]; i < starts_[*next + 1]; ++i) permutation_.push_back(i);
    blocks.erase(next);
  }
}

std::vector<size_t> SampleOrder::take(int64_t cursor, int64_t count) {
  std::vector<size_t> indices;
  for (int64_t i = 0; i < count; ++i) indices.push_back(at(cursor + i));
  return indices;
}

}  // namespace train
