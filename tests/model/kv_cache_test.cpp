// The block pool.
#include "model/kv_cache.h"

#include <gtest/gtest.h>

#include <cstring>
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

TEST(KvCache, ABlockComesBackBitForBitElsewhere) {
  for (const auto& [type, form] : {std::pair{at::kFloat, KvForm::plain},
                                   {at::kBFloat16, KvForm::plain},
                                   {at::kFloat, KvForm::int8},
                                   {at::kBFloat16, KvForm::int8}}) {
    KvCache cache(test::tiny_qwen3(), type, 128, form);
    const auto bytes = static_cast<size_t>(kernels::kKvBlockTokens * cache.token_bytes() / (2 * 3));  // a layer's keys
    const auto block = [&](int64_t layer, bool keys, size_t index) {
      const kernels::KvLayerView view = cache.layer(layer);
      return static_cast<char*>(keys ? view.keys : view.values) + index * bytes;
    };
    for (int64_t layer = 0; layer < 3; ++layer) {
      for (const bool keys : {true, false})
        std::memset(block(layer, keys, 1), 0x10 + static_cast<int>(2 * layer) + keys, bytes);
      for (const bool keys : {true, false}) std::memset(block(layer, keys, 2), 0x77, bytes);
    }
    const std::vector<at::Tensor> saved = cache.save(1);
    for (int64_t layer = 0; layer < 3; ++layer) std::memset(block(layer, true, 1), 0x55, bytes);
    cache.restore(2, saved);
    for (int64_t layer = 0; layer < 3; ++layer) {
      for (const bool keys : {true, false}) {
        const std::string expected(bytes, static_cast<char>(0x10 + static_cast<int>(2 * layer) + keys));
        EXPECT_EQ(std::string(block(layer, keys, 2), bytes), expected);
      }
    }
  }
}

TEST(KvCache, CountsItsBytes) {
  // 2 (keys, values) x 3 layers x 2 heads x 16 (12 padded) x bytes.
  EXPECT_EQ(KvCache(test::tiny_llama(), at::kFloat, 64).token_bytes(), 2 * 3 * 2 * 16 * 4);
  EXPECT_EQ(KvCache(test::tiny_llama(), at::kBFloat16, 64).token_bytes(), 2 * 3 * 2 * 16 * 2);
  // A byte a number, and two for the scale, whatever is computed in.
  for (const at::ScalarType type : {at::kFloat, at::kBFloat16})
    EXPECT_EQ(KvCache(test::tiny_llama(), type, 64, KvForm::int8).token_bytes(), 2 * 3 * 2 * (16 + 2));
}

}  // namespace
}  // namespace model
