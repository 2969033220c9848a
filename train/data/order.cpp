#include "train/data/order.h"

#include <algorithm>
#include <numeric>

#include "core/error.h"
#include "core/rng.h"

namespace train {

size_t SampleOrder::at(int64_t cursor) {
  FR_CHECK(samples_ > 0 && cursor >= 0, "SampleOrder: nothing at {}", cursor);
  const auto size = static_cast<int64_t>(samples_);
  if (cursor / size != epoch_) {
    epoch_ = cursor / size;
    std::vector<size_t> blocks((samples_ + block_ - 1) / block_);
    std::iota(blocks.begin(), blocks.end(), size_t{0});
    core::Rng(seed_, core::hash64("sample order"), epoch_).shuffle(blocks);
    permutation_.clear();
    for (const size_t block : blocks) {
      for (size_t i = block * block_; i < std::min(samples_, (block + 1) * block_); ++i) permutation_.push_back(i);
    }
  }
  return permutation_[static_cast<size_t>(cursor % size)];
}

std::vector<size_t> SampleOrder::take(int64_t cursor, int64_t count) {
  std::vector<size_t> indices;
  for (int64_t i = 0; i < count; ++i) indices.push_back(at(cursor + i));
  return indices;
}

}  // namespace train
