#include <cmath>

#include "model/cuda/device.cuh"
#include "model/cuda/layers.h"

namespace model::cuda {

namespace {

constexpr int kThreads = 256;

__device__ float over_warp(float x) {
#pragma unroll
  for (int bits = 16; bits > 0; bits /= 2) x += __shfl_xor_sync(kAllLanes, x, bits);
  return x;
}

// Eight neighbours, 16 bytes.
struct Eight {
  float x[8];

  __device__ explicit Eight(const uint4& words) {
    const uint32_t all[4] = {words.x, words.y, words.z, words.w};
#pragma unroll
    for (int i = 0; i < 4; ++i) {
      x[2 * i] = low_bf16(all[i]);
      x[2 * i + 1] = high_bf16(all[i]);
    }
  }
  __device__ uint4 packed() const {
    return make_uint4(pack_bf16(x[0], x[1]), pack_bf16(x[2], x[3]), pack_bf16(x[4], x[5]), pack_bf16(x[6], x[7]));
  }
};

// Grid [T].
__global__ void __launch_bounds__(kThreads) embedding_kernel(Embedding args) {
  const int row = static_cast<int>(blockIdx.x), pieces = args.width / 8;
  const int32_t token = args.tokens[row];
  const auto* from = static_cast<const uint4*>(args.table) + static_cast<int64_t>(token) * pieces;
  auto* to = static_cast<uint4*>(args.out) + static_cast<int64_t>(row) * pieces;
  for (int i = static_cast<int>(threadIdx.x); i < pieces; i += kThreads) {
    to[i] = token < 0 ? make_uint4(0, 0, 0, 0) : from[i];
  }
}

// Grid [T].
__global__ void __launch_bounds__(kThreads) norm_kernel(Norm args) {
  __shared__ float warp_squares[kThreads / kWarp];
  const int thread = static_cast<int>(threadIdx.x), pieces = args.width / 8;
  const int64_t row = static_cast<int64_t>(blockIdx.x) * pieces;
  const auto* x = static_cast<const uint4*>(args.x) + row;
  const auto* delta = args.delta == nullptr ? nullptr : static_cast<const uint4*>(args.delta) + row;
  auto* sum = static_cast<uint4*>(args.sum) + row;
  float squares = 0;
  for (int i = thread; i < pieces; i += kThreads) {
    Eight value(x[i]);
    if (delta != nullptr) {
      const Eight more(delta[i]);
#pragma unroll
      for (int j = 0; j < 8; ++j) value.x[j] += more.x[j];
      const uint4 rounded = value.packed();
      sum[i] = rounded;
      value = Eight(rounded);
    }
#pragma unroll
    for (int j = 0; j < 8; ++j) squares += value.x[j] * value.x[j];
  }
  squares = over_warp(squares);
  if (thread % kWarp == 0) warp_squares[thread / kWarp] = squares;
  __syncthreads();
  squares = 0;
#pragma unroll
  for (int i = 0; i < kThreads / kWarp; ++i) squares += warp_squares[i];
  const float scale = 1.0F / sqrtf(squares / static_cast<float>(args.width) + args.eps);

  const uint4* normed = delta != nullptr ? sum : x;  // this thread's own elements, where it wrote them
  const auto* weight = static_cast<const uint4*>(args.weight);
  auto* out = static_cast<uint4*>(args.out) + row;
  for (int i = thread; i < pieces; i += kThreads) {
    Eight value(normed[i]);
    const Eight factor(weight[i]);
#pragma unroll
    for (int j = 0; j < 8; ++j) value.x[j] = value.x[j] * scale * factor.x[j];
    out[i] = value.packed();
  }
}

// One warp a head of a token; lane i has elements 2 i, 2 i + 1 and those half a head on (and so on by 64, for E = 256).
template <int kHead>
struct HeadPairs {
  static constexpr int kHalf = kHead / 2;
  static constexpr int kWords = (kHalf + 2 * kWarp - 1) / (2 * kWarp);
  float first[2 * kWords] = {};
  float second[2 * kWords] = {};

  __device__ static int element(int word) { return 2 * (static_cast<int>(threadIdx.x) % kWarp + word * kWarp); }

  __device__ explicit HeadPairs(const Bits16* head) {
#pragma unroll
    for (int w = 0; w < kWords; ++w) {
      if (element(w) >= kHalf) continue;
      const uint32_t a = *reinterpret_cast<const uint32_t*>(head + element(w));
      const uint32_t b = *reinterpret_cast<const uint32_t*>(head + element(w) + kHalf);
      first[2 * w] = low_bf16(a);
      first[2 * w + 1] = high_bf16(a);
      second[2 * w] = low_bf16(b);
      second[2 * w + 1] = high_bf16(b);
    }
  }

  __device__ static float rounded(float x) { return widen(narrow(x)); }

  __device__ void norm(const Bits16* weight, float eps) {
    float squares = 0;
#pragma unroll
    for (int i = 0; i < 2 * kWords; ++i) squares += first[i] * first[i] + second[i] * second[i];
    const float scale = 1.0F / sqrtf(over_warp(squares) / kHead + eps);
#pragma unroll
    for (int i = 0; i < 2 * kWords; ++i) {
      const int place = element(i / 2) + i % 2;
      if (place >= kHalf) continue;
      first[i] = rounded(first[i] * scale * widen(weight[place]));
      second[i] = rounded(second[i] * scale * widen(weight[place + kHalf]));
    }
  }

  __device__ void rotate(const float* cos, const float* sin) {
#pragma unroll
    for (int i = 0; i < 2 * kWords; ++i) {
      const int place = element(i / 2) + i % 2;
      if (place >= kHalf) continue;
      const float a = first[i], b = second[i];
      first[i] = a * cos[place] - b * sin[place];
      second[i] = b * cos[place] + a * sin[place];
    }
  }

  __device__ void store(Bits16* head) const {
#pragma unroll
    for (int w = 0; w < kWords; ++w) {
      if (element(w) >= kHalf) continue;
      *reinterpret_cast<uint32_t*>(head + element(w)) = pack_bf16(first[2 * w], first[2 * w + 1]);
      *reinterpret_cast<uint32_t*>(head + element(w) + kHalf) = pack_bf16(second[2 * w], second[2 * w + 1]);
    }
  }

  // As a cached value: every second element, from the token's place in its pair on.
  __device__ void store_value(Bits16* pair) const {
#pragma unroll
    for (int i = 0; i < 2 * kWords; ++i) {
      const int place = element(i / 2) + i % 2;
      if (place >= kHalf) continue;
      pair[2 * place] = narrow(first[i]);
      pair[2 * (place + kHalf)] = narrow(second[i]);
    }
  }
};

// A warp a head: grid [ceil((H + 2 K) / warps), T].
template <int kHead>
__global__ void __launch_bounds__(kThreads) split_heads_kernel(SplitHeads args) {
  const int kv_heads = args.kv.kv_heads, all = args.heads + 2 * kv_heads;
  const int head = static_cast<int>(blockIdx.x) * (kThreads / kWarp) + static_cast<int>(threadIdx.x) / kWarp;
  const int64_t token = blockIdx.y;
  const int32_t slot = args.slots[token];
  if (head >= all || slot < 0) return;
  HeadPairs<kHead> pairs(static_cast<const Bits16*>(args.qkv) + (token * all + head) * kHead);
  const bool is_query = head < args.heads;
  const bool is_value = head >= args.heads + kv_heads;
  const int64_t block = slot / kBlockTokens;
  const int place = slot % kBlockTokens;
  const auto in_block = [&](void* part, int kv_head) {
    return static_cast<Bits16*>(part) + (block * kv_heads + kv_head) * kBlockTokens * kHead;
  };
  if (is_value) {
    pairs.store_value(in_block(args.kv.values, head - args.heads - kv_heads) + place / 2 * 2 * kHead + place % 2);
    return;
  }
  if (args.q_norm != nullptr) pairs.norm(static_cast<const Bits16*>(is_query ? args.q_norm : args.k_norm), args.eps);
  const int64_t angles = static_cast<int64_t>(args.positions[token]) * (kHead / 2);
  pairs.rotate(args.cos + angles, args.sin + angles);
  pairs.store(is_query ? static_cast<Bits16*>(args.q) + (token * args.heads + head) * kHead
                       : in_block(args.kv.keys, head - args.heads) + place * kHead);
}

// Grid [ceil(F / 8 / threads), T].
__global__ void __launch_bounds__(kThreads) swiglu_kernel(SwiGlu args) {
  const int piece = static_cast<int>(blockIdx.x) * kThreads + static_cast<int>(threadIdx.x), pieces = args.width / 8;
  if (piece >= pieces) return;
  const auto* gate_up = static_cast<const uint4*>(args.gate_up) + static_cast<int64_t>(blockIdx.y) * 2 * pieces;
  Eight value(gate_up[piece]);
  const Eight up(gate_up[pieces + piece]);
#pragma unroll
  for (int j = 0; j < 8; ++j) value.x[j] = value.x[j] * (1.0F / (1.0F + expf(-value.x[j]))) * up.x[j];
  (static_cast<uint4*>(args.out) + static_cast<int64_t>(blockIdx.y) * pieces)[piece] = value.packed();
}

bool takes_rows(int count, int width) {
  return count >= 0 && width > 0 && width % 8 == 0;
}

unsigned covering(int items, int a_block) {
  return static_cast<unsigned>((items + a_block - 1) / a_block);
}

}  // namespace

int embedding(const Embedding& args, Stream stream) {
  if (!takes_rows(args.count, args.width)) return kInvalidShape;
  if (args.count == 0) return 0;
  return launch(&embedding_kernel, dim3(static_cast<unsigned>(args.count)), kThreads, 0, stream, args);
}

int rms_norm(const Norm& args, Stream stream) {
  if (!takes_rows(args.count, args.width) || (args.delta != nullptr && args.sum == nullptr)) return kInvalidShape;
  if (args.count == 0) return 0;
  return launch(&norm_kernel, dim3(static_cast<unsigned>(args.count)), kThreads, 0, stream, args);
}

int split_heads(const SplitHeads& args, Stream stream) {
  const int size = args.kv.head_size;
  if (args.count < 0 || args.heads < 1 || args.kv.kv_heads < 1 || (size != 64 && size != 128)) return kInvalidShape;
  if ((args.q_norm == nullptr) != (args.k_norm == nullptr)) return kInvalidShape;
  if (args.count == 0) return 0;
  if (args.count > 65535) return kInvalidShape;  // the grid's second dimension
  const dim3 grid(covering(args.heads + 2 * args.kv.kv_heads, kThreads / kWarp), static_cast<unsigned>(args.count));
  return launch(size == 64 ? &split_heads_kernel<64> : &split_heads_kernel<128>, grid, kThreads, 0, stream, args);
}

int swiglu(const SwiGlu& args, Stream stream) {
  if (!takes_rows(args.count, args.width) || args.count > 65535) return kInvalidShape;
  if (args.count == 0) return 0;
  const dim3 grid(covering(args.width / 8, kThreads), static_cast<unsigned>(args.count));
  return launch(&swiglu_kernel, grid, kThreads, 0, stream, args);
}

}  // namespace model::cuda
