#include "model/cache_plan.h"

#include <gtest/gtest.h>

#include "core/error.h"
#include "model/host_memory.h"

namespace model {
namespace {

constexpr int64_t kGb = 1'000'000'000;

CacheWish small_model() {  // SmolLM2-135M in bf16
  return {.batch = 32, .context = 8192, .plain_bytes = 23040, .token_bytes = 23040, .free_bytes = 20 * kGb};
}

TEST(CachePlan, HoldsTheBatchsWholeContextsInAQuarterOfTheFreeMemory) {
  EXPECT_EQ(plan_cache_tokens(small_model()), 5 * kGb / 23040);
  CacheWish roomy = small_model();
  roomy.free_bytes = 100 * kGb;
  EXPECT_EQ(plan_cache_tokens(roomy), 32 * 8192);
  roomy.batch = 1;
  EXPECT_EQ(plan_cache_tokens(roomy), 8192);
}

TEST(CachePlan, HoldsShorterSequencesOrOneContextInHalfOfIt) {
  CacheWish tight = small_model();
  tight.free_bytes = 4 * kGb;
  EXPECT_EQ(plan_cache_tokens(tight), 32 * 2048);
  tight.batch = 2;
  tight.free_bytes = kGb / 2;
  EXPECT_EQ(plan_cache_tokens(tight), 8192);
}

TEST(CachePlan, SmallerTokensGetTheSameMemory) {
  CacheWish wish = small_model();
  wish.token_bytes = 11880;
  wish.free_bytes = 100 * kGb;
  EXPECT_EQ(plan_cache_tokens(wish), 32 * 8192 * int64_t{23040} / 11880);
}

TEST(CachePlan, TakesHalfOfTheFreeMemoryAtMost) {
  CacheWish wish = small_model();
  wish.context = 262144;
  wish.plain_bytes = wish.token_bytes = 147456;  // Qwen3-4B: a whole context would take 38.7 GB
  EXPECT_EQ(plan_cache_tokens(wish), 10 * kGb / 147456);
  wish.free_bytes = 0;  // not known
  EXPECT_EQ(plan_cache_tokens(wish), 262144);
}

TEST(CachePlan, WhatIsAskedForCountsWhereItFits) {
  CacheWish wish = small_model();
  wish.tokens = 131072;
  EXPECT_EQ(plan_cache_tokens(wish), 131072);
  wish.free_bytes = 131072 * wish.token_bytes - 1;
  EXPECT_THROW(plan_cache_tokens(wish), core::Error);
  wish.free_bytes = 0;
  EXPECT_EQ(plan_cache_tokens(wish), 131072);
}

TEST(CachePlan, RefusesWhatCannotWork) {
  for (const int64_t tokens : {-1, 1, 511}) {
    CacheWish wish = small_model();
    wish.tokens = tokens;
    EXPECT_THROW(plan_cache_tokens(wish), core::Error) << tokens;
  }
  CacheWish full = small_model();
  full.free_bytes = 2 * 511 * full.token_bytes;
  EXPECT_THROW(plan_cache_tokens(full), core::Error);
  full.free_bytes = 2 * 512 * full.token_bytes;
  EXPECT_EQ(plan_cache_tokens(full), 512);
}

TEST(CachePlan, KnowsThisMachinesFreeMemory) {
  EXPECT_GT(free_memory_bytes(), 100 * int64_t{1000000});
  EXPECT_LT(free_memory_bytes(), 100'000 * kGb);
}

}  // namespace
}  // namespace model
