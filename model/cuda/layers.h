// What a decoder layer does between its matrix products, one pass over memory each. Tensors are dense bf16 unless a
// line says otherwise; arithmetic is fp32, rounded where model/ops rounds, so that both engines compute the same.
// Widths are multiples of 8, pointers aligned to 16 bytes. Rows beyond a batch's own, which a captured graph computes
// all the same, are marked by id, position or slot -1.
#pragma once

#include <cstdint>

#include "model/cuda/attention.h"
#include "model/cuda/stream.h"

namespace model::cuda {

struct Embedding {
  const void* table = nullptr;      // [V, D]
  const int32_t* tokens = nullptr;  // [T]; -1 gives zeros
  void* out = nullptr;              // [T, D]
  int count = 0;                    // T
  int width = 0;                    // D
};
// Moves 4 D bytes a token.
[[nodiscard]] int embedding(const Embedding& args, Stream stream);

// out = RMSNorm(x + delta) · weight; sum = x + delta, rounded before it is normed. Without `delta`, x itself is normed
// and `sum` unused. x, delta and sum may be one another: every element is read by the thread that writes it.
struct Norm {
  const void* x = nullptr;       // [T, D]
  const void* delta = nullptr;   // [T, D] or null
  const void* weight = nullptr;  // [D]
  void* sum = nullptr;           // [T, D]
  void* out = nullptr;           // [T, D]
  int count = 0;                 // T
  int width = 0;                 // D
  float eps = 0;
};
// Moves 4 D bytes a token, 8 D with a delta; the row's second reading comes from the cache.
[[nodiscard]] int rms_norm(const Norm& args, Stream stream);

// From the fused projection to attention: qk-norm where the model has it, rotary embedding in the half-split order of
// Hugging Face, q to its own matrix, keys and values into their slots of the cache.
struct SplitHeads {
  const void* qkv = nullptr;     // [T, (H + 2 K) E]: q heads, k heads, v heads
  const void* q_norm = nullptr;  // [E], or null for both
  const void* k_norm = nullptr;
  float eps = 0;
  const float* cos = nullptr;          // fp32 [context, E / 2] by position
  const float* sin = nullptr;          //
  const int32_t* positions = nullptr;  // [T]
  const int32_t* slots = nullptr;      // [T]: block * 32 + place in it; -1: neither q nor the cache is written
  void* q = nullptr;                   // [T, H, E]
  KvPool kv;
  int count = 0;  // T
  int heads = 0;  // H
};
// Moves 4 (H + 2 K) E bytes a token, and the angles.
[[nodiscard]] int split_heads(const SplitHeads& args, Stream stream);

// out = silu(gate) · up.
struct SwiGlu {
  const void* gate_up = nullptr;  // [T, 2 F]: gate columns, then up columns
  void* out = nullptr;            // [T, F]
  int count = 0;                  // T
  int width = 0;                  // F
};
// Moves 6 F bytes a token.
[[nodiscard]] int swiglu(const SwiGlu& args, Stream stream);

}  // namespace model::cuda
