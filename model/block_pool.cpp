#include "model/block_pool.h"

#include <algorithm>

#include "core/error.h"

namespace model {

BlockPool::BlockPool(int64_t blocks) : block_count_(blocks) {
  for (int64_t block = block_count_; block-- > 0;) free_.push_back(static_cast<int32_t>(block));
  used_.resize(static_cast<size_t>(block_count_), false);
}

int32_t BlockPool::allocate() {
  FR_CHECK(!free_.empty(), "the key/value cache has no free block");
  const int32_t block = free_.back();
  free_.pop_back();
  used_[static_cast<size_t>(block)] = true;
  peak_ = std::max(peak_, block_count_ - free_blocks());
  return block;
}

void BlockPool::release(int32_t block) {
  FR_CHECK(block >= 0 && block < block_count_ && used_[static_cast<size_t>(block)], "block {} is not in use", block);
  used_[static_cast<size_t>(block)] = false;
  free_.push_back(block);
}

}  // namespace model
