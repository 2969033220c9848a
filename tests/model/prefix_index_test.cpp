// The trie of cached blocks: what it finds, what it drops first, and that no block is lost.
#include "model/prefix_index.h"

#include <gtest/gtest.h>

#include <set>
#include <vector>

#include "core/error.h"
#include "core/rng.h"

namespace model {
namespace {

using Block = std::vector<chat::TokenId>;

class PrefixIndexTest : public testing::Test {
 protected:
  PrefixIndexTest() : cache_(8), index_(cache_) {}
  static Block block(chat::TokenId first) {
    Block tokens(kernels::kKvBlockTokens, 0);
    tokens[0] = first;
    return tokens;
  }
  PrefixNode* add(PrefixNode* parent, chat::TokenId first) {
    return index_.add(parent, block(first), cache_.allocate());
  }
  BlockPool cache_;
  PrefixIndex index_;
};

TEST_F(PrefixIndexTest, FindsABlockBehindItsOwnPrefixOnly) {
  PrefixNode* a = add(nullptr, 1);
  PrefixNode* b = add(a, 2);
  EXPECT_EQ(index_.find(nullptr, block(1)), a);
  EXPECT_EQ(index_.find(a, block(2)), b);
  EXPECT_EQ(index_.find(nullptr, block(2)), nullptr);
  EXPECT_EQ(index_.find(b, block(2)), nullptr);
  Block other = block(1);
  other.back() = 1;
  EXPECT_EQ(index_.find(nullptr, other), nullptr) << "every token counts";
  EXPECT_THROW(index_.find(nullptr, Block{1, 2}), core::Error);
  EXPECT_THROW(add(nullptr, 1), core::Error);
}

TEST_F(PrefixIndexTest, DropsTheLongestUnusedAndNeverAPrefixOfWhatItKeeps) {
  PrefixNode* root = add(nullptr, 1);
  PrefixNode* old = add(root, 2);
  PrefixNode* young = add(root, 3);
  PrefixNode* lone = add(nullptr, 4);
  EXPECT_EQ(index_.idle(), 0);
  EXPECT_THROW(index_.evict(), core::Error) << "all are in use";
  index_.leave(*root);
  index_.leave(*old);
  index_.leave(*young);
  EXPECT_EQ(index_.idle(), 3);

  index_.evict();  // the root was left first, but others build on it
  EXPECT_EQ(index_.find(root, block(2)), nullptr);
  EXPECT_EQ(cache_.free_blocks(), 8 - 3);
  index_.use(*young);
  index_.use(*root);
  EXPECT_EQ(index_.idle(), 0);
  index_.leave(*young);
  index_.leave(*root);
  index_.leave(*lone);
  index_.evict();
  EXPECT_EQ(index_.find(root, block(3)), nullptr);
  index_.evict();
  EXPECT_EQ(index_.find(nullptr, block(1)), nullptr) << "without children it goes in its turn";
  EXPECT_NE(index_.find(nullptr, block(4)), nullptr);
  index_.clear();
  EXPECT_EQ(cache_.free_blocks(), 8);
}

TEST_F(PrefixIndexTest, LosesNoBlockUnderRandomUse) {
  core::Rng rng(5);
  std::vector<std::vector<PrefixNode*>> held;
  for (int round = 0; round < 4000; ++round) {
    if (held.size() < 3 && rng.chance(0.5)) {
      std::vector<PrefixNode*> chain;
      for (int64_t depth = rng.integer(0, 3); depth > 0; --depth) {
        PrefixNode* parent = chain.empty() ? nullptr : chain.back();
        const Block tokens = block(static_cast<chat::TokenId>(rng.integer(0, 2)));
        PrefixNode* node = index_.find(parent, tokens);
        if (node != nullptr) {
          index_.use(*node);
        } else {
          if (cache_.free_blocks() == 0 && index_.idle() == 0) break;
          if (cache_.free_blocks() == 0) index_.evict();
          node = index_.add(parent, tokens, cache_.allocate());
        }
        chain.push_back(node);
      }
      held.push_back(chain);
    } else if (!held.empty()) {
      for (size_t i = held.front().size(); i-- > 0;) index_.leave(*held.front()[i]);
      held.erase(held.begin());
    }
    std::set<PrefixNode*> used;
    for (const auto& chain : held) used.insert(chain.begin(), chain.end());
    ASSERT_EQ(cache_.free_blocks() + index_.idle() + static_cast<int64_t>(used.size()), 8);
  }
}

}  // namespace
}  // namespace model
