// Attention of the engine on a GPU: decoding over a paged cache, and chunks of prompts over the same cache. Queries,
// keys and values in bf16, scores and sums in fp32, an online softmax (Dao et al. 2022, FlashAttention); the
// probabilities are rounded to bf16 for the product with the values. Head sizes 64 and 128, 1..16 query heads a
// key/value head.
#pragma once

#include <cstddef>
#include <cstdint>

#include "model/cuda/stream.h"

namespace model::cuda {

inline constexpr int kBlockTokens = 32;  // of the cache, as model/kernels/attention.h has it
inline constexpr int kMaxGroup = 16;     // query heads of one key/value head
inline constexpr int kMaxSplits = 64;

// One layer of the cache. A block holds, for each key/value head, its 32 tokens in one piece of E * 64 bytes:
//   keys   [blocks, K, 32, E]     a token's key is dense
//   values [blocks, K, 16, E, 2]  two neighbouring tokens share a word, as the tensor cores take them
// What a block holds of tokens that a sequence does not have counts for nothing, so blocks need no clearing.
struct KvPool {
  void* keys = nullptr;
  void* values = nullptr;
  int kv_heads = 0;
  int head_size = 0;  // E
};

// Elements of one block's keys (or values) over all heads.
constexpr int64_t block_elements(const KvPool& pool) {
  return static_cast<int64_t>(pool.kv_heads) * kBlockTokens * pool.head_size;
}

// The blocks of every sequence: tables[row * stride + i] holds its tokens 32 i .. 32 i + 31.
struct BlockTables {
  const int32_t* tables = nullptr;
  int stride = 0;
};

// One query token a row, the last of its sequence.
struct DecodeAttention {
  const void* q = nullptr;  // bf16 [rows, H, E]
  void* out = nullptr;      // bf16 [rows, H, E]
  KvPool kv;
  BlockTables blocks;                // by row
  const int32_t* lengths = nullptr;  // [rows] tokens in the cache, the row's own among them; 0: nobody, out gets zeros
  int rows = 0;
  int heads = 0;              // H, a multiple of K
  float scale = 0;            // of the scores: 1 / sqrt(E)
  int splits = 1;             // parts of a context that different blocks of threads read; 1..kMaxSplits
  void* workspace = nullptr;  // decode_workspace_bytes(); unused where splits is 1
};

// Reads each key and value once for all heads that share it: 4 E K bytes a token of context, and rows * H * E * 4 for
// q and out; with splits, rows * splits * H * (E + 2) * 8 for the parts.
[[nodiscard]] int decode_attention(const DecodeAttention& args, Stream stream);

size_t decode_workspace_bytes(int rows, int heads, int head_size, int splits);

// Splits that give each multiprocessor work: constant for a captured graph, which fixes `rows` and the longest context.
int decode_splits(int rows, int kv_heads, int max_length, int multiprocessors);

// Query tokens [begin, begin + count) of the pack: a sequence's tokens at first_position and behind it.
struct PrefillRun {
  int32_t begin = 0;
  int32_t count = 0;  // 0: nobody
  int32_t first_position = 0;
  int32_t row = 0;  // of the block tables
};

struct PrefillAttention {
  const void* q = nullptr;  // bf16 [T, H, E]
  void* out = nullptr;      // bf16 [T, H, E]; tokens of no run are left as they are
  KvPool kv;
  BlockTables blocks;
  const PrefillRun* runs = nullptr;  // [run_count], in device memory
  int run_count = 0;
  int tokens = 0;  // T: no fewer than the runs have together
  int heads = 0;
  float scale = 0;
};

// Causal: a token attends to every position up to its own, whether its key was stored in this pass (before this launch)
// or long ago. 4 E (P + n / 2) n H operations for n tokens behind P others, on the tensor cores; keys and values are
// read once for 128 / (H / K) query tokens.
[[nodiscard]] int prefill_attention(const PrefillAttention& args, Stream stream);

}  // namespace model::cuda
