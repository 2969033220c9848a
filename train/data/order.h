// The order in which samples are seen: epoch after epoch, each a permutation drawn from (seed, epoch). The cursor is
// one number, the count of samples drawn so far: a run resumes anywhere, epoch boundaries included.
// Blocks of neighbours in the data keep together, so that a step computes a beginning that they share once.
#pragma once

#include <cstdint>
#include <vector>

namespace train {

class SampleOrder {
 public:
  // `block` >= 1: samples [k block, (k + 1) block) stay neighbours in their order; the last block may be shorter.
  SampleOrder(size_t samples, uint64_t seed, size_t block = 1) : samples_(samples), seed_(seed), block_(block) {}

  // Index of the sample drawn at `cursor`; the epoch is cursor / samples.
  size_t at(int64_t cursor);
  // Indices of the samples drawn at [cursor, cursor + count).
  std::vector<size_t> take(int64_t cursor, int64_t count);

 private:
  size_t samples_;
  uint64_t seed_;
  size_t block_;
  int64_t epoch_ = -1;  // of permutation_
  std::vector<size_t> permutation_;
};

}  // namespace train
