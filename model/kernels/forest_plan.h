// How attention over a packed forest is cut into work: blocks of keys, tiles of queries, and which blocks a tile sees.
// Knows tokens and sequences; knows no heads' data and no arithmetic.
#pragma once

#include <algorithm>
#include <span>
#include <vector>

#include "model/batch.h"

namespace model::kernels {

inline constexpr int64_t kKeyBlock = 64;   // keys of a block: one panel of the matmul kernel
inline constexpr int64_t kQueryRows = 48;  // rows (tokens x query heads of a group) that a tile has at most, if it can

// Keys of one sequence; only a sequence's last block is shorter than kKeyBlock.
struct KeyBlock {
  int64_t begin = 0;  // tokens of the pack
  int64_t count = 0;
};

// Queries of one sequence. Blocks of ancestors are seen whole, those of its own sequence up to each token.
struct QueryTile {
  int64_t begin = 0;  // tokens of the pack
  int64_t end = 0;
  int64_t sequence = 0;
};

class ForestPlan {
 public:
  // `group`: query heads that share a key/value head.
  ForestPlan(std::span<const PackedSequence> sequences, int64_t group);

  const std::vector<KeyBlock>& blocks() const { return blocks_; }
  const std::vector<QueryTile>& tiles() const { return tiles_; }
  int64_t max_tile_tokens() const { return tile_tokens_; }

  // Calls fn(block index) for every block of which the tile sees a key, in the order of positions.
  template <class Fn>
  void for_visible(const QueryTile& tile, const Fn& fn) const {
    for (const BlockRange& range : visible_[static_cast<size_t>(tile.sequence)]) {
      for (int64_t b = range.begin; b < range.end && blocks_[static_cast<size_t>(b)].begin < tile.end; ++b) fn(b);
    }
  }

  // How many keys of a block `token` of the tile sees.
  static int64_t seen(const KeyBlock& block, int64_t token) {
    return token < block.begin ? 0 : std::min(block.count, token - block.begin + 1);
  }

  // Splits heads x tiles, head by head, into `parts` contiguous ranges of about equal work: parts + 1 bounds.
  std::vector<int64_t> split(int64_t heads, int64_t parts) const;

 private:
  struct BlockRange {
    int64_t begin = 0;
    int64_t end = 0;
  };

  int64_t tile_tokens_ = 1;
  std::vector<KeyBlock> blocks_;
  std::vector<QueryTile> tiles_;
  std::vector<std::vector<BlockRange>> visible_;  // by sequence: its ancestors' blocks from the root on, then its own
};

}  // namespace model::kernels
