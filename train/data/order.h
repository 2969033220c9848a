// The order in which samples are seen: epoch after epoch, each a permutation drawn from (seed, epoch). The cursor is
// one number, the count of samples drawn so far: a run resumes anywhere, epoch boundaries included.
// Siblings (neighbours in the data that begin alike) keep together, within one step where they can, so that their
// beginning is computed once.
#pragma once

#include <cstdint>
#include <vector>

#include "train/data/samples.h"

namespace train {

// Sizes of the blocks that stay together: runs of neighbours, at most `most` (>= 1) long, each of which shares at least
// half of what the shorter one has, beyond the beginning that all samples of the data share anyway.
std::vector<size_t> sibling_blocks(const std::vector<Sample>& samples, size_t most);

class SampleOrder {
 public:
  // Sizes in the order of the data; their sum is the number of samples. Steps begin at multiples of `step_samples`
  // (>= 1). The next block is one that ends with its step, or else one that does not reach over it; only where none
  // of the next does, one is cut.
  SampleOrder(const std::vector<size_t>& block_sizes, size_t step_samples, uint64_t seed);

  // Index of the sample drawn at `cursor`; the epoch is cursor / samples.
  size_t at(int64_t cursor);
  // Indices of the samples drawn at [cursor, cursor + count).
  std::vector<size_t> take(int64_t cursor, int64_t count);

 private:
  void permute(int64_t epoch);

  std::vector<size_t> starts_;  // of the blocks, and the number of samples
  size_t step_samples_;
  uint64_t seed_;
  int64_t epoch_ = -1;  // of permutation_
  std::vector<size_t> permutation_;
};

}  // namespace train
