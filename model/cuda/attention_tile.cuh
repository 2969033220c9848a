// One warp's step of attention on the tensor cores: 16 rows of queries over the 32 keys of one cache block.
//
// Lane 4 r + c of the warp takes part in rows r and r + 8. The order of the inner dimension of a product is free, so
// it is chosen such that every lane reads 16 bytes at a time and nothing has to change lanes:
//   scores: lane c multiplies elements 8 (4 j + c) .. + 7 of query r and of key 8 s + r, j = 0..E/32-1
//   output: column n of tile 4 j + t is element 32 j + 4 n + t, so that lane c ends with elements 8 (4 j + c) .. + 7
//           of its rows, and its word t of a value's 16 bytes belongs to tile 4 j + t
#pragma once

#include <cmath>

#include "model/cuda/attention.h"
#include "model/cuda/device.cuh"

namespace model::cuda {

constexpr int kTileRows = 16;
constexpr float kLog2E = 1.4426950408889634F;

__device__ inline int lane_row() {
  return static_cast<int>(threadIdx.x) % kWarp / 4;
}
__device__ inline int lane_column() {
  return static_cast<int>(threadIdx.x) % 4;
}

__device__ inline const Bits16* head_block(const void* pool_part, const KvPool& pool, int32_t block, int kv_head) {
  return static_cast<const Bits16*>(pool_part) +
         (static_cast<int64_t>(block) * pool.kv_heads + kv_head) * kBlockTokens * pool.head_size;
}

template <int kHead>
struct QueryTile {
  uint32_t words[kHead / 16][4];

  // `rows`: where queries r and r + 8 lie; null gives zeros.
  __device__ void load(const Bits16* const (&rows)[2]) {
#pragma unroll
    for (int j = 0; j < kHead / 32; ++j) {
#pragma unroll
      for (int half = 0; half < 2; ++half) {
        uint4 x = make_uint4(0, 0, 0, 0);
        if (rows[half] != nullptr) x = reinterpret_cast<const uint4*>(rows[half])[4 * j + lane_column()];
        words[2 * j][half] = x.x;
        words[2 * j][half + 2] = x.y;
        words[2 * j + 1][half] = x.z;
        words[2 * j + 1][half + 2] = x.w;
      }
    }
  }
};

__device__ inline float over_row(float x, bool maximum) {
#pragma unroll
  for (int bits = 1; bits < 4; bits *= 2) {
    const float other = __shfl_xor_sync(kAllLanes, x, bits);
    x = maximum ? fmaxf(x, other) : x + other;
  }
  return x;
}

template <int kHead>
struct OutputTile {
  float sums[kHead / 8][4] = {};          // of probability * value
  float top[2] = {-INFINITY, -INFINITY};  // largest score so far, times log2(e)
  float mass[2] = {};                     // of exp2(score - top); this lane's part of it until finish()

  // `block.key(s, j)`, `block.value(i, half, j)`: the lane's 16 bytes of key 8 s + r, of the values of tokens
  // 16 i + 8 half + 2 c and the next. Row r sees the block's first limit[0] tokens, row r + 8 limit[1]; of the block
  // `filled` tokens exist. `scale` includes log2(e).
  template <class Block>
  __device__ void attend(const QueryTile<kHead>& q, const Block& block, const int (&limit)[2], int filled,
                         float scale) {
    float scores[4][4] = {};
#pragma unroll
    for (int s = 0; s < 4; ++s) {
#pragma unroll
      for (int j = 0; j < kHead / 32; ++j) {
        const uint4 key = block.key(s, j);
        mma_bf16(scores[s], q.words[2 * j], key.x, key.y);
        mma_bf16(scores[s], q.words[2 * j + 1], key.z, key.w);
      }
    }
    float factor[2];
#pragma unroll
    for (int half = 0; half < 2; ++half) factor[half] = exponentiate(scores, half, limit[half], scale);
#pragma unroll
    for (int t = 0; t < kHead / 8; ++t) {
#pragma unroll
      for (int i = 0; i < 4; ++i) sums[t][i] *= factor[i / 2];
    }
#pragma unroll
    for (int i = 0; i < 2; ++i) {
      const float(&a)[4] = scores[2 * i];
      const float(&b)[4] = scores[2 * i + 1];
      const uint32_t p[4] = {pack_bf16(a[0], a[1]), pack_bf16(a[2], a[3]), pack_bf16(b[0], b[1]),
                             pack_bf16(b[2], b[3])};
#pragma unroll
      for (int j = 0; j < kHead / 32; ++j) {
        const uint4 x = existing(block.value(i, 0, j), 16 * i, filled);
        const uint4 y = existing(block.value(i, 1, j), 16 * i + 8, filled);
        mma_bf16(sums[4 * j], p, x.x, y.x);
        mma_bf16(sums[4 * j + 1], p, x.y, y.y);
        mma_bf16(sums[4 * j + 2], p, x.z, y.z);
        mma_bf16(sums[4 * j + 3], p, x.w, y.w);
      }
    }
  }

  __device__ void finish() {
    mass[0] = over_row(mass[0], false);
    mass[1] = over_row(mass[1], false);
  }

  // The lane's elements 8 (4 j + c) .. + 7 of row r (half 0) or r + 8, times `factor`.
  __device__ void elements(int j, int half, float factor, float (&out)[8]) const {
#pragma unroll
    for (int t = 0; t < 4; ++t) {
      out[t] = sums[4 * j + t][2 * half] * factor;
      out[t + 4] = sums[4 * j + t][2 * half + 1] * factor;
    }
  }

 private:
  // Scores of one row to exp2(score - top); returns what the sums so far are multiplied by.
  __device__ float exponentiate(float (&scores)[4][4], int half, int limit, float scale) {
    float best = top[half];
#pragma unroll
    for (int s = 0; s < 4; ++s) {
#pragma unroll
      for (int i = 0; i < 2; ++i) {
        float& x = scores[s][2 * half + i];
        x = 8 * s + 2 * lane_column() + i < limit ? x * scale : -INFINITY;
        best = fmaxf(best, x);
      }
    }
    best = over_row(best, true);
    const float base = best == -INFINITY ? 0.0F : best;  // a row that sees nothing yet
    const float factor = exp2f(top[half] - base);
    float sum = 0;
#pragma unroll
    for (int s = 0; s < 4; ++s) {
#pragma unroll
      for (int i = 0; i < 2; ++i) {
        float& x = scores[s][2 * half + i];
        x = exp2f(x - base);
        sum += x;
      }
    }
    mass[half] = mass[half] * factor + sum;
    top[half] = best;
    return factor;
  }

  // Words of token pair `first` + 2 c without tokens that nobody wrote: a NaN there would outlive its weight of 0.
  __device__ static uint4 existing(uint4 x, int first, int filled) {
    if (filled >= kBlockTokens) return x;
    const int token = first + 2 * lane_column();
    const uint32_t mask = token + 1 < filled ? 0xffffffffU : token < filled ? 0xffffU : 0U;
    return make_uint4(x.x & mask, x.y & mask, x.z & mask, x.w & mask);
  }
};

__device__ inline void store_bf16(Bits16* address, const float (&x)[8]) {
  *reinterpret_cast<uint4*>(address) =
      make_uint4(pack_bf16(x[0], x[1]), pack_bf16(x[2], x[3]), pack_bf16(x[4], x[5]), pack_bf16(x[6], x[7]));
}

inline bool takes(const KvPool& kv, int heads) {
  return (kv.head_size == 64 || kv.head_size == 128) && kv.kv_heads > 0 && heads > 0 && heads % kv.kv_heads == 0 &&
         heads / kv.kv_heads <= kMaxGroup;
}

}  // namespace model::cuda
