// Packed sequences: no padding exists. Sequences form a forest: a child continues its parent, so a prompt that several
// samples share is computed once, in training as in sampling.
#pragma once

#include <cstdint>
#include <vector>

#include "model/tensor.h"

namespace model {

struct PackedSequence {
  int64_t begin = 0;    // first token in the pack
  int64_t end = 0;      // one past the last
  int64_t parent = -1;  // sequence whose whole length (and whose ancestors') comes before this one; -1: none.
                        // Parents precede their children.
};

struct PackedBatch {
  at::Tensor tokens_T;     // int64
  at::Tensor positions_T;  // int64: parent's length (with its ancestors) + offset in the sequence
  std::vector<PackedSequence> sequences;
};

}  // namespace model
