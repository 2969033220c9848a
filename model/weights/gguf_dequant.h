// GGUF's block formats back to fp32: F32, F16, BF16, Q8_0, Q4_0, Q4_1, Q6_K. Knows blocks, not models.
// Layouts: ggml-common.h (block_q8_0 …); arithmetic as its dequantize_row_*.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "core/gguf.h"

namespace model {

struct BlockFormat {
  int64_t elements = 1;  // per block
  int64_t bytes = 1;     // per block
};

// Throws core::Error(data) naming the type if it is not one of the above.
BlockFormat block_format(core::GgmlType type);

// `count` elements, a multiple of the block's, starting at a block's beginning.
void dequantise(core::GgmlType type, const std::byte* blocks, int64_t count, float* out);

}  // namespace model
