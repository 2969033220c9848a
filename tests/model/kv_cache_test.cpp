// The block pool and the forest of shared prefixes.
#include "model/kv_cache.h"

#include <gtest/gtest.h>

#include <set>

#include "core/error.h"
#include "core/rng.h"
#include "model/prefix_forest.h"
#include "tests/model/tiny_model.h"

namespace model {
namespace {

using Prompt = std::vector<chat::TokenId>;

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

std::vector<std::span<const chat::TokenId>> views(const std::vector<Prompt>& prompts) {
  return {prompts.begin(), prompts.end()};
}

// Chain and tail give the prompt back, the tail is never empty, and positions run without a gap.
void expect_faithful(const std::vector<Prompt>& prompts, const PrefixForest& forest) {
  for (size_t i = 0; i < prompts.size(); ++i) {
    Prompt whole;
    for (const PrefixSegment* s : chain_of(forest.leaf(i))) {
      EXPECT_EQ(s->begin, static_cast<int64_t>(whole.size()));
      whole.insert(whole.end(), s->tokens.begin(), s->tokens.end());
    }
    ASSERT_LT(whole.size(), prompts[i].size());
    whole.insert(whole.end(), prompts[i].begin() + static_cast<std::ptrdiff_t>(whole.size()), prompts[i].end());
    EXPECT_EQ(whole, prompts[i]);
  }
  std::set<size_t> order(forest.order().begin(), forest.order().end());
  EXPECT_EQ(order.size(), prompts.size());
}

TEST(PrefixForest, SharesTheSystemTextAndGroupsBelowIt) {
  Prompt system(100, 1);
  std::vector<Prompt> prompts;
  for (int group = 0; group < 2; ++group) {
    Prompt base = system;
    base.insert(base.end(), 50, 10 + group);
    for (int i = 0; i < 3; ++i) {
      prompts.push_back(base);
      prompts.back().push_back(20 + i);
    }
  }
  prompts.push_back({7, 7, 7});
  PrefixForest forest(views(prompts), 32);
  expect_faithful(prompts, forest);
  EXPECT_EQ(forest.segments().size(), 3U);
  EXPECT_EQ(chain_of(forest.leaf(0)).size(), 2U);
  EXPECT_EQ(forest.leaf(0), forest.leaf(2));
  EXPECT_NE(forest.leaf(0), forest.leaf(3));
  EXPECT_EQ(forest.leaf(0)->parent, forest.leaf(3)->parent);
  EXPECT_EQ(forest.leaf(6), nullptr);
}

TEST(PrefixForest, EqualPromptsKeepTheirLastToken) {
  const std::vector<Prompt> prompts(4, Prompt(65, 3));
  PrefixForest forest(views(prompts), 32);
  expect_faithful(prompts, forest);
  ASSERT_NE(forest.leaf(0), nullptr);
  EXPECT_EQ(forest.leaf(0)->end(), 64);
}

TEST(PrefixForest, RandomPromptsComeBackWhole) {
  core::Rng rng(11);
  for (int round = 0; round < 300; ++round) {
    std::vector<Prompt> prompts(static_cast<size_t>(rng.integer(1, 12)));
    for (size_t i = 0; i < prompts.size(); ++i) {
      if (i > 0 && rng.chance(0.7)) {  // continue a piece of an earlier one
        const Prompt& other = prompts[rng.index(i)];
        prompts[i].assign(other.begin(), other.begin() + rng.integer(0, static_cast<int64_t>(other.size())));
      }
      for (int64_t n = rng.integer(1, 20); n > 0; --n)
        prompts[i].push_back(static_cast<chat::TokenId>(rng.integer(0, 1)));
    }
    for (const int64_t min_shared : {0, 1, 4, 16}) {
      PrefixForest forest(views(prompts), min_shared);
      expect_faithful(prompts, forest);
      for (const PrefixSegment& s : forest.segments()) EXPECT_GE(static_cast<int64_t>(s.tokens.size()), min_shared);
      if (min_shared == 0) {
        EXPECT_TRUE(forest.segments().empty());
      }
    }
  }
}

}  // namespace
}  // namespace model
