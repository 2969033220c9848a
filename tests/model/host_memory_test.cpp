// The CPU allocator that the program installs: what is freed is used again, and neighbours join.
#include "model/host_memory.h"

#include <gtest/gtest.h>

#include <vector>

#include "core/rng.h"
#include "model/tensor.h"

namespace model {
namespace {

constexpr int64_t kMebi = int64_t{1} << 20;

at::Tensor block(int64_t mebibytes) {
  return at::empty({mebibytes * kMebi}, at::kByte);
}

class HostMemoryTest : public testing::Test {
 protected:
  void SetUp() override {
    keep_freed_memory();
    before_ = host_memory();
  }
  int64_t in_use() const { return host_memory().in_use_bytes - before_.in_use_bytes; }

  HostMemory before_;
};

TEST_F(HostMemoryTest, UsesFreedBlocksOfOtherSizesAgain) {
  at::Tensor first = block(64), second = block(32), guard = block(1);
  const int64_t extent = host_memory().extent_bytes;
  EXPECT_EQ(in_use(), 97 * kMebi);
  first.reset();
  second.reset();
  EXPECT_EQ(in_use(), kMebi);
  const at::Tensor joined = block(96);  // fits only where the two were, side by side
  EXPECT_EQ(host_memory().extent_bytes, extent);
}

TEST_F(HostMemoryTest, KeepsBlocksApart) {
  core::Rng rng(1);
  std::vector<at::Tensor> live(24);
  for (int step = 0; step < 2000; ++step) {
    at::Tensor& slot = live[static_cast<size_t>(rng.integer(0, static_cast<int64_t>(live.size()) - 1))];
    if (slot.defined()) {
      // Its own mark at both ends: nobody else wrote there.
      ASSERT_EQ(slot[0].item<int>(), slot[-1].item<int>());
      slot.reset();
      continue;
    }
    slot = at::empty({rng.integer(kMebi / 2, 9 * kMebi)}, at::kByte);
    const int mark = static_cast<int>(rng.integer(0, 255));
    slot[0].fill_(mark);
    slot[-1].fill_(mark);
    EXPECT_EQ(reinterpret_cast<uintptr_t>(slot.const_data_ptr()) % 64, 0U);
  }
  live.clear();
  EXPECT_EQ(in_use(), 0);
}

TEST_F(HostMemoryTest, LeavesSmallBlocksAlone) {
  const at::Tensor small = at::empty({kMebi - 1}, at::kByte);
  EXPECT_EQ(in_use(), 0);
}

}  // namespace
}  // namespace model
