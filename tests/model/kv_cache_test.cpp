// The block pool.
#include "model/kv_cache.h"

#include <gtest/gtest.h>

#include <set>

#include "core/error.h"
#include "tests/model/tiny_model.h"

namespace model {
namespace {

TEST(KvCache, BlocksAreHandedOutOnceAndComeBack) {
  KvCache cache(test::tiny_llama(), at::kFloat, 100);
  EXPECT_EQ(cache.block_count(), 4);
  std::set<int32_t> blocks;
  while (cache.free_blocks() > 0) EXPECT_TRUE(blocks.insert(cache.allocate()).second);
  EXPECT_EQ(blocks, (std::set<int32_t>{0, 1, 2, 3}));
  EXPECT_THROW(cache.allocate(), core::Error);
  cache.release(2);
  EXPECT_THROW(cache.release(2), core::Error);
  EXPECT_THROW(cache.release(9), core::Error);
  EXPECT_EQ(cache.allocate(), 2);
  EXPECT_EQ(cache.peak_blocks(), 4);
}

TEST(KvCache, CountsItsBytes) {
  // 2 (keys, values) x 3 layers x 2 heads x 16 (12 padded) x bytes.
  EXPECT_EQ(KvCache(test::tiny_llama(), at::kFloat, 64).token_bytes(), 2 * 3 * 2 * 16 * 4);
  EXPECT_EQ(KvCache(test::tiny_llama(), at::kBFloat16, 64).token_bytes(), 2 * 3 * 2 * 16 * 2);
}

}  // namespace
}  // namespace model
