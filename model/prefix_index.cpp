#include "model/prefix_index.h"

#include <algorithm>

#include "core/error.h"

namespace model {

size_t PrefixIndex::KeyHash::operator()(const Key& key) const {
  uint64_t hash = reinterpret_cast<uintptr_t>(key.parent);
  for (const chat::TokenId id : key.tokens) hash = (hash ^ static_cast<uint32_t>(id)) * 0x9E3779B97F4A7C15U;
  return static_cast<size_t>(hash ^ (hash >> 32));
}

PrefixIndex::Key PrefixIndex::key_of(const PrefixNode* parent, std::span<const chat::TokenId> tokens) {
  Key key{parent, {}};
  FR_CHECK(tokens.size() == key.tokens.size(), "a node holds a full block, not {} tokens", tokens.size());
  std::copy(tokens.begin(), tokens.end(), key.tokens.begin());
  return key;
}

PrefixNode* PrefixIndex::find(PrefixNode* parent, std::span<const chat::TokenId> tokens) {
  const auto found = nodes_.find(key_of(parent, tokens));
  return found == nodes_.end() ? nullptr : &found->second;
}

PrefixNode* PrefixIndex::add(PrefixNode* parent, std::span<const chat::TokenId> tokens, int32_t block) {
  const auto [place, is_new] = nodes_.try_emplace(key_of(parent, tokens));
  FR_CHECK(is_new, "two nodes for one prefix");
  PrefixNode& node = place->second;
  node.parent = parent;
  node.tokens = &place->first.tokens;
  node.block = block;
  node.users = 1;
  if (parent != nullptr) ++parent->children;
  return &node;
}

void PrefixIndex::use(PrefixNode& node) {
  if (node.users++ > 0) return;
  --idle_;
  evictable_.erase({node.last_used, &node});
}

void PrefixIndex::leave(PrefixNode& node) {
  FR_CHECK(node.users > 0);
  if (--node.users > 0) return;
  ++idle_;
  node.last_used = ++clock_;
  if (is_evictable(node)) evictable_.emplace(node.last_used, &node);
}

void PrefixIndex::evict() {
  FR_CHECK(!evictable_.empty(), "no block of the key/value cache is idle");
  PrefixNode* node = evictable_.begin()->second;
  evictable_.erase(evictable_.begin());
  --idle_;
  blocks_.release(node->block);
  PrefixNode* parent = node->parent;
  nodes_.erase(Key{parent, *node->tokens});
  if (parent == nullptr) return;
  --parent->children;
  if (is_evictable(*parent)) evictable_.emplace(parent->last_used, parent);
}

void PrefixIndex::clear() {
  FR_CHECK(idle_ == static_cast<int64_t>(nodes_.size()), "nodes are still in use");
  for (const auto& [key, node] : nodes_) blocks_.release(node.block);
  nodes_.clear();
  evictable_.clear();
  idle_ = 0;
}

}  // namespace model
