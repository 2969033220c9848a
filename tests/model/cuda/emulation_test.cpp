// The emulated device itself: that it finds what it is there to find.
#include <gtest/gtest.h>

#include <vector>

#include "cuda_emulation.h"

namespace {

using emulation::Order;

// A neighbour's value through shared memory, with or without the barrier in between.
std::vector<float> rotate(bool barrier, Order order) {
  std::vector<float> out(64);
  emulation::set_order(order);
  emulation::run(dim3(1), 64, 64 * sizeof(float), [&] {
    auto* shared = reinterpret_cast<float*>(emulation::dynamic_shared());
    shared[threadIdx.x] = static_cast<float>(threadIdx.x);
    if (barrier) __syncthreads();
    out[threadIdx.x] = shared[(threadIdx.x + 1) % 64];
  });
  emulation::set_order(Order::forward);
  return out;
}

TEST(CudaEmulation, BarriersOrderThreads) {
  for (const Order order : {Order::forward, Order::backward}) {
    const std::vector<float> out = rotate(true, order);
    for (size_t i = 0; i < out.size(); ++i) EXPECT_EQ(out[i], static_cast<float>((i + 1) % 64));
  }
}

TEST(CudaEmulation, AMissingBarrierShows) {
  const std::vector<float> out = rotate(false, Order::forward);
  EXPECT_TRUE(std::isnan(out[0])) << "shared memory starts as NaN";
  EXPECT_FALSE(std::isnan(rotate(false, Order::backward)[0])) << "the other order gives something else";
}

TEST(CudaEmulation, LanesExchangeValues) {
  std::vector<int> across(96), up(96);
  emulation::run(dim3(1), 96, 0, [&] {
    const int own = static_cast<int>(threadIdx.x);
    across[threadIdx.x] = __shfl_xor_sync(0xffffffffU, own, 5);
    up[threadIdx.x] = __shfl_up_sync(0xffffffffU, own, 3);
  });
  for (int i = 0; i < 96; ++i) {
    EXPECT_EQ(across[static_cast<size_t>(i)], i ^ 5);
    EXPECT_EQ(up[static_cast<size_t>(i)], i % 32 < 3 ? i : i - 3);
  }
}

TEST(CudaEmulation, CopiesLandWhenTheyAreWaitedFor) {
  alignas(16) const float source[4] = {1, 2, 3, 4};
  std::vector<float> before, after;
  emulation::run(dim3(1), 32, 32, [&] {
    auto* shared = reinterpret_cast<float*>(emulation::dynamic_shared());
    if (threadIdx.x != 0) return;
    emulation::copy_async(shared, source);
    emulation::commit_copies();
    emulation::copy_async(shared + 4, source);
    emulation::commit_copies();
    before.assign(shared, shared + 8);
    emulation::wait_copies(1);
    after.assign(shared, shared + 8);
  });
  EXPECT_TRUE(std::isnan(before[0]));
  EXPECT_EQ(after[3], 4);
  EXPECT_TRUE(std::isnan(after[4])) << "the second group is still under way";
}

// The product as the layout of a warp's registers has it, element by element.
TEST(CudaEmulation, TensorCoresMultiplyMatrices) {
  float a[16][16], b[16][8], d[16][8];
  for (int i = 0; i < 16; ++i) {
    for (int j = 0; j < 16; ++j) a[i][j] = static_cast<float>((i * 5 + j * 3) % 7 - 3);
    for (int j = 0; j < 8; ++j) b[i][j] = static_cast<float>((i * 2 + j * 11) % 9 - 4);
  }
  const auto pair = [](float low, float high) { return emulation::bf16_bits(low) | emulation::bf16_bits(high) << 16U; };
  emulation::run(dim3(1), 32, 0, [&] {
    const int r = emulation::lane() / 4, c = emulation::lane() % 4 * 2;
    const uint32_t words[4] = {pair(a[r][c], a[r][c + 1]), pair(a[r + 8][c], a[r + 8][c + 1]),
                               pair(a[r][c + 8], a[r][c + 9]), pair(a[r + 8][c + 8], a[r + 8][c + 9])};
    float sums[4] = {1, 1, 1, 1};
    emulation::mma_m16n8k16(sums, words, pair(b[c][r], b[c + 1][r]), pair(b[c + 8][r], b[c + 9][r]));
    for (int i = 0; i < 4; ++i) d[r + i / 2 * 8][c + i % 2] = sums[i];
  });
  for (int i = 0; i < 16; ++i) {
    for (int j = 0; j < 8; ++j) {
      float expected = 1;
      for (int k = 0; k < 16; ++k) expected += a[i][k] * b[k][j];
      EXPECT_EQ(d[i][j], expected) << i << " " << j;
    }
  }
}

TEST(CudaEmulationDeathTest, ThreadsAtDifferentBarriersEndTheProgram) {
  testing::FLAGS_gtest_death_test_style = "threadsafe";
  EXPECT_DEATH(emulation::run(dim3(1), 32, 0,
                              [&] {
                                if (threadIdx.x == 3) return;
                                emulation::exchange(nullptr, 0, 1);
                              }),
               "lanes that have ended");
  EXPECT_DEATH(emulation::run(dim3(1), 40, 0, [] {}), "no GPU takes");
}

}  // namespace
