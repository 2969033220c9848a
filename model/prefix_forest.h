// Prompts of one call arranged by what they share: a forest of segments, each computed and stored once. Every prompt
// is a chain of segments followed by a tail of its own, of at least one token (its logits start the generation).
// Knows no model and no cache memory: blocks are numbers here.
#pragma once

#include <cstdint>
#include <deque>
#include <span>
#include <vector>

#include "chat/tokenizer.h"

namespace model {

struct PrefixSegment {
  PrefixSegment* parent = nullptr;
  int64_t begin = 0;                      // position of its first token
  std::span<const chat::TokenId> tokens;  // of one of the prompts: the prompts must outlive the forest
  int64_t waiting = 0;                    // requests below that are not finished
  int64_t running = 0;                    // requests below that hold cache memory
  int64_t computed = 0;                   // tokens that are in the cache
  std::vector<int32_t> blocks;            // empty: nothing is in the cache

  int64_t end() const { return begin + static_cast<int64_t>(tokens.size()); }
};

class PrefixForest {
 public:
  // Sharing pays from `min_shared` tokens on; 0 shares nothing. Prompts are not empty.
  PrefixForest(std::span<const std::span<const chat::TokenId>> prompts, int64_t min_shared);

  // Deepest segment of a prompt, or nullptr; the tail starts at its end().
  PrefixSegment* leaf(size_t prompt) const { return leaves_[prompt]; }
  // Prompts in an order that visits the forest depth first: those that share most follow each other.
  const std::vector<size_t>& order() const { return order_; }
  std::deque<PrefixSegment>& segments() { return segments_; }

 private:
  using Prompts = std::span<const std::span<const chat::TokenId>>;
  void split(Prompts prompts, std::span<const int64_t> common, size_t begin, size_t end, PrefixSegment* parent,
             int64_t min_shared);

  std::vector<size_t> order_;
  std::vector<PrefixSegment*> leaves_;
  std::deque<PrefixSegment> segments_;  // parents before children; addresses stay
};

// Segments from the root down to `leaf`.
std::vector<PrefixSegment*> chain_of(PrefixSegment* leaf);

}  // namespace model
