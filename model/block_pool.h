// Which blocks of a key/value cache are in use. Knows no memory: whoever computes has it, under the same numbers.
#pragma once

#include <cstdint>
#include <vector>

#include "model/kernels/attention.h"

namespace model {

class BlockPool {
 public:
  explicit BlockPool(int64_t blocks);

  int64_t block_count() const { return block_count_; }
  int64_t free_blocks() const { return static_cast<int64_t>(free_.size()); }
  int64_t peak_blocks() const { return peak_; }  // most ever in use at once

  // free_blocks() must not be 0.
  int32_t allocate();
  void release(int32_t block);

  static int64_t blocks_for(int64_t tokens) { return (tokens + kernels::kKvBlockTokens - 1) / kernels::kKvBlockTokens; }

 private:
  int64_t block_count_ = 0;
  int64_t peak_ = 0;
  std::vector<int32_t> free_;  // taken from the back: low numbers first, so that few pages are ever touched
  std::vector<bool> used_;
};

}  // namespace model
