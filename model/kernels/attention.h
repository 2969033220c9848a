// Attention of packed query tokens over blocks of cached keys and values: one kernel for prefill and decoding, with an
// online softmax (Dao et al. 2022, FlashAttention) in fp32. Knows blocks and positions; knows no sequences' owners.
#pragma once

#include <cstdint>
#include <span>

#include "model/kernels/isa.h"
#include "model/kv_form.h"
#include "model/tensor.h"

namespace model::kernels {

// Tokens of one block of the cache; only a sequence's last may be partial.
inline constexpr int64_t kKvBlockTokens = 32;

struct KvSpan {
  int32_t block = 0;
  int32_t tokens = 0;  // 1..kKvBlockTokens are filled
};

// One layer of the cache; E' is padded_head_size(E). Plain, it has the type of the queries. Keys of a block lie as
// [K, E', 32] in fp32 (a key's elements are strided: scores of 32 keys are one vector each), values as [K, 32, E']. In
// bf16 two neighbours of the dimension that is summed over share a 32-bit word: keys [K, E' / 2, 32, 2], values
// [K, 16, E', 2]. In int8 a head's keys and its values lie as bf16's, a byte a number, and behind them the scales of
// the 32 tokens (bf16): kernels/int8_cache.h.
struct KvLayerView {
  void* keys = nullptr;
  void* values = nullptr;
  int64_t kv_heads = 0;
  int64_t head_size = 0;
  KvForm form = KvForm::plain;
};

int64_t padded_head_size(int64_t head_size);
// Bytes of the keys of one head in a block; its values take as many. `element`: bytes of a number of the queries.
int64_t kv_head_bytes(KvForm form, int64_t head_size, int64_t element);

// Query tokens of one sequence in the pack, and the blocks that hold everything up to its last token.
struct QueryRun {
  int64_t begin = 0;           // first query token in the pack
  int64_t end = 0;             // one past the last
  int64_t first_position = 0;  // of token `begin`, counted over the spans
  std::span<const KvSpan> spans;
};

struct QueryPlan;  // runs in groups that attend together: query_plan.h

// Where a token of the pack goes.
struct KvSlot {
  int32_t block = 0;
  int32_t offset = 0;
};

// Stores k and v [T, K, E] (last dimension dense, fp32 or bf16) into the slots. What a slot holds then depends on its
// token alone.
void store_kv(const KvLayerView& layer, std::span<const KvSlot> slots, const at::Tensor& k_TKE,
              const at::Tensor& v_TKE);

// q [T, H, E] (last dimension dense) -> [T, H, E] dense, each token over the keys at positions 0..its own.
// The result of a token depends on its position, its query and the keys up to its own alone, bit for bit. `lse_KTG`, if
// not null: [K, T, H / K], the log of the sum of exp(score / sqrt(E)) of each query head of each token.
at::Tensor attend(const KvLayerView& layer, const QueryPlan& plan, const at::Tensor& q_THE, float* lse_KTG = nullptr);
at::Tensor attend(const KvLayerView& layer, std::span<const QueryRun> runs, const at::Tensor& q_THE,
                  float* lse_KTG = nullptr);

// One piece of work: queries of some heads under one key/value head; tokens [begin, end) of a run, or several runs of
// one token each (query_plan.h). For attention.cpp and the tests.
inline constexpr int64_t kMaxTaskRows = 24;  // query rows (tokens x heads) that share a pass over the keys
struct AttentionTask {
  KvLayerView layer;
  const void* q = nullptr;  // of the pack's first token
  int64_t q_token_stride = 0;
  int64_t q_head_stride = 0;
  void* out = nullptr;   // of the pack's first token, dense [tokens, H, E]
  float* lse = nullptr;  // of the pack's first token and the first head, rows of H / K; may be null
  int64_t heads = 0;
  int64_t kv_head = 0;
  int64_t first_head = 0;  // of `group` query heads under the key/value head, at most kMaxTaskRows
  int64_t group = 0;
  std::span<const QueryRun> runs;  // one; or several, with runs x group <= kMaxTaskRows
  int64_t begin = 0;               // of the one run's tokens, relative to it
  int64_t end = 0;
  size_t common = 0;  // of several: the first spans of all, read once
};
// Floats of scratch memory that a task needs.
int64_t attention_scratch(int64_t head_size);
using AttentionFunction = void (*)(const AttentionTask& task, float* scratch);
struct AttentionKernels {
  AttentionFunction f32 = nullptr;
  AttentionFunction bf16 = nullptr;
  AttentionFunction f32_over_int8 = nullptr;  // queries and results are fp32, the cache is int8
  AttentionFunction bf16_over_int8 = nullptr;

  AttentionFunction choose(bool is_bf16, KvForm form) const {
    if (form == KvForm::plain) return is_bf16 ? bf16 : f32;
    return is_bf16 ? bf16_over_int8 : f32_over_int8;
  }
};
const AttentionKernels& attention_kernels(Isa isa);

}  // namespace model::kernels
