// What the key/value cache holds, found again by its tokens: a trie of full blocks. A block's keys and values depend on
// all tokens before it, so a node stands for a whole prefix. Blocks that nobody uses stay until room is wanted, the
// least recently used first; that is how the next turn of a conversation finds its history computed.
// Knows blocks and tokens; knows no model and no requests.
#pragma once

#include <array>
#include <cstdint>
#include <set>
#include <span>
#include <unordered_map>
#include <utility>

#include "chat/tokenizer.h"
#include "model/block_pool.h"

namespace model {

using BlockTokens = std::array<chat::TokenId, kernels::kKvBlockTokens>;

struct PrefixNode {
  PrefixNode* parent = nullptr;
  const BlockTokens* tokens = nullptr;
  int32_t block = 0;
  int64_t computed = 0;    // tokens, from the first on, whose keys and values are in the block
  int64_t users = 0;       // whoever uses a node uses its ancestors, too
  int64_t children = 0;    // nodes whose parent this is
  uint64_t last_used = 0;  // when the last user left
};

class PrefixIndex {
 public:
  // The pool must outlive the index.
  explicit PrefixIndex(BlockPool& blocks) : blocks_(blocks) {}
  PrefixIndex(const PrefixIndex&) = delete;
  PrefixIndex& operator=(const PrefixIndex&) = delete;

  // Of the 32 tokens that follow a prefix (nullptr: the empty one); nullptr where there is none.
  PrefixNode* find(PrefixNode* parent, std::span<const chat::TokenId> tokens);
  // There must be none yet. The index gives `block` back to the pool when it drops the node; one use is the caller's.
  PrefixNode* add(PrefixNode* parent, std::span<const chat::TokenId> tokens, int32_t block);

  void use(PrefixNode& node);
  // Descendants first.
  void leave(PrefixNode& node);

  int64_t idle() const { return idle_; }  // nodes without a user: each can become a free block
  // Drops the idle node that was left longest ago among those without children. idle() must not be 0.
  void evict();
  // Forgets everything: the weights changed, or what a node says of its block cannot be trusted. No node is in use.
  void clear();

 private:
  struct Key {
    const PrefixNode* parent = nullptr;
    BlockTokens tokens{};
    bool operator==(const Key&) const = default;
  };
  struct KeyHash {
    size_t operator()(const Key& key) const;
  };
  static Key key_of(const PrefixNode* parent, std::span<const chat::TokenId> tokens);
  bool is_evictable(const PrefixNode& node) const { return node.users == 0 && node.children == 0; }

  BlockPool& blocks_;
  std::unordered_map<Key, PrefixNode, KeyHash> nodes_;
  std::set<std::pair<uint64_t, PrefixNode*>> evictable_;  // by when they were left
  int64_t idle_ = 0;
  uint64_t clock_ = 0;
};

}  // namespace model
