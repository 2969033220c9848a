// Flash-decoding: a block of threads reads one part of one sequence's context for one key/value head and the query
// heads that share it; a second kernel puts the parts together. Keys and values go from device memory straight into the
// registers that the tensor cores read: each is used once, so shared memory would only be a detour.
#include <algorithm>

#include "model/cuda/attention_tile.cuh"

namespace model::cuda {

namespace {

constexpr int kWarps = 4;
constexpr int kMaxRows = 65535;  // of a grid's third dimension

// Blocks of the cache that one part reads; both kernels must agree.
__device__ int blocks_of_part(int cache_blocks, int splits) {
  return max(kWarps, (cache_blocks + splits - 1) / splits);
}

template <int kHead>
struct LoadedBlock {
  uint4 keys[4][kHead / 32];
  uint4 values[2][2][kHead / 32];

  __device__ LoadedBlock(const Bits16* key_block, const Bits16* value_block) {
    const auto* k = reinterpret_cast<const uint4*>(key_block) + lane_row() * (kHead / 8) + lane_column();
    const auto* v = reinterpret_cast<const uint4*>(value_block) + lane_column() * (kHead / 4) + lane_row();
#pragma unroll
    for (int s = 0; s < 4; ++s) {
#pragma unroll
      for (int j = 0; j < kHead / 32; ++j) keys[s][j] = load_once(k + 8 * s * (kHead / 8) + 4 * j);
    }
#pragma unroll
    for (int i = 0; i < 4; ++i) {
#pragma unroll
      for (int j = 0; j < kHead / 32; ++j) values[i / 2][i % 2][j] = load_once(v + 4 * i * (kHead / 4) + 8 * j);
    }
  }
  __device__ const uint4& key(int s, int j) const { return keys[s][j]; }
  __device__ const uint4& value(int i, int half, int j) const { return values[i][half][j]; }
};

// Parts in the workspace: sums fp32 [rows, H, splits, E], then (top, mass) fp32 [rows, H, splits, 2].
struct Parts {
  float* sums;
  float* scales;
};
__host__ __device__ Parts parts_of(const DecodeAttention& args) {
  auto* sums = static_cast<float*>(args.workspace);
  return {sums, sums + static_cast<int64_t>(args.rows) * args.heads * args.splits * args.kv.head_size};
}

// Grid [splits, K, rows]; shared: floats [warps, group, E] and [warps, 16, 2].
template <int kHead>
__global__ void __launch_bounds__(kWarps* kWarp, 2) decode_kernel(DecodeAttention args) {
  const int split = static_cast<int>(blockIdx.x), kv_head = static_cast<int>(blockIdx.y);
  const int row = static_cast<int>(blockIdx.z), warp = static_cast<int>(threadIdx.x) / kWarp;
  const int group = args.heads / args.kv.kv_heads;
  const int length = args.lengths[row];
  const int cache_blocks = (length + kBlockTokens - 1) / kBlockTokens;
  const int per_part = blocks_of_part(cache_blocks, args.splits);
  const int begin = split * per_part, end = min(begin + per_part, cache_blocks);
  const int64_t first_head = static_cast<int64_t>(row) * args.heads + static_cast<int64_t>(kv_head) * group;
  auto* out = static_cast<Bits16*>(args.out) + first_head * kHead;
  if (begin >= end) {
    if (length > 0 || split > 0) return;
    for (int i = static_cast<int>(threadIdx.x); i < group * kHead; i += kWarps * kWarp) out[i] = 0;
    return;
  }

  const auto* queries = static_cast<const Bits16*>(args.q) + first_head * kHead;
  const Bits16* const rows[2] = {lane_row() < group ? queries + lane_row() * kHead : nullptr,
                                 lane_row() + 8 < group ? queries + (lane_row() + 8) * kHead : nullptr};
  QueryTile<kHead> q;
  q.load(rows);
  OutputTile<kHead> o;
  const int32_t* table = args.blocks.tables + static_cast<int64_t>(row) * args.blocks.stride;
  for (int i = begin + warp; i < end; i += kWarps) {
    const int32_t block = table[i];
    const LoadedBlock<kHead> loaded(head_block(args.kv.keys, args.kv, block, kv_head),
                                    head_block(args.kv.values, args.kv, block, kv_head));
    const int filled = min(length - i * kBlockTokens, kBlockTokens);
    o.attend(q, loaded, {filled, filled}, filled, args.scale * kLog2E);
  }
  o.finish();

  // The warps' parts become one.
  auto* shared_sums = reinterpret_cast<float*>(dynamic_shared());
  float* shared_scales = shared_sums + kWarps * group * kHead;
  if (lane_column() == 0) {
    for (int half = 0; half < 2; ++half) {
      float* scales = shared_scales + (warp * kTileRows + lane_row() + 8 * half) * 2;
      scales[0] = o.top[half];
      scales[1] = o.mass[half];
    }
  }
  __syncthreads();
#pragma unroll
  for (int half = 0; half < 2; ++half) {
    const int head = lane_row() + 8 * half;
    if (head >= group) continue;
    float top = -INFINITY;
    for (int w = 0; w < kWarps; ++w) top = fmaxf(top, shared_scales[(w * kTileRows + head) * 2]);
    const float factor = exp2f(o.top[half] - top);
#pragma unroll
    for (int j = 0; j < kHead / 32; ++j) {
      float x[8];
      o.elements(j, half, factor, x);
      auto* to = reinterpret_cast<float4*>(shared_sums + (warp * group + head) * kHead + 8 * (4 * j + lane_column()));
      to[0] = make_float4(x[0], x[1], x[2], x[3]);
      to[1] = make_float4(x[4], x[5], x[6], x[7]);
    }
  }
  __syncthreads();
  for (int i = static_cast<int>(threadIdx.x); i < group * kHead; i += kWarps * kWarp) {
    const int head = i / kHead;
    float top = -INFINITY, mass = 0, sum = 0;
    for (int w = 0; w < kWarps; ++w) top = fmaxf(top, shared_scales[(w * kTileRows + head) * 2]);
    for (int w = 0; w < kWarps; ++w) {
      const float* scales = shared_scales + (w * kTileRows + head) * 2;
      mass += scales[1] * exp2f(scales[0] - top);
      sum += shared_sums[w * group * kHead + i];
    }
    if (args.splits == 1) {
      out[i] = narrow(sum / mass);
      continue;
    }
    const Parts parts = parts_of(args);
    const int64_t part = (first_head + head) * args.splits + split;
    parts.sums[part * kHead + i % kHead] = sum;
    if (i % kHead == 0) {
      parts.scales[part * 2] = top;
      parts.scales[part * 2 + 1] = mass;
    }
  }
}

// Grid [H, rows], a thread an element.
template <int kHead>
__global__ void __launch_bounds__(kHead) combine_kernel(DecodeAttention args) {
  const int row = static_cast<int>(blockIdx.y), element = static_cast<int>(threadIdx.x);
  const int64_t head = static_cast<int64_t>(row) * args.heads + blockIdx.x;
  const int cache_blocks = (args.lengths[row] + kBlockTokens - 1) / kBlockTokens;
  if (cache_blocks == 0) return;  // the other kernel has written zeros
  const int per_part = blocks_of_part(cache_blocks, args.splits);
  const int used = (cache_blocks + per_part - 1) / per_part;
  const Parts parts = parts_of(args);
  const float* scales = parts.scales + head * args.splits * 2;
  float top = -INFINITY;
  for (int i = 0; i < used; ++i) top = fmaxf(top, scales[2 * i]);
  float mass = 0, sum = 0;
  for (int i = 0; i < used; ++i) {
    const float factor = exp2f(scales[2 * i] - top);
    mass += scales[2 * i + 1] * factor;
    sum += parts.sums[(head * args.splits + i) * kHead + element] * factor;
  }
  static_cast<Bits16*>(args.out)[head * kHead + element] = narrow(sum / mass);
}

template <int kHead>
int launch_decode(const DecodeAttention& args, Stream stream) {
  const int group = args.heads / args.kv.kv_heads;
  const size_t shared = (static_cast<size_t>(kWarps) * group * kHead + kWarps * kTileRows * 2) * sizeof(float);
  const dim3 grid(static_cast<unsigned>(args.splits), static_cast<unsigned>(args.kv.kv_heads),
                  static_cast<unsigned>(args.rows));
  const int status = launch(&decode_kernel<kHead>, grid, kWarps * kWarp, shared, stream, args);
  if (status != 0 || args.splits == 1) return status;
  const dim3 heads(static_cast<unsigned>(args.heads), static_cast<unsigned>(args.rows));
  return launch(&combine_kernel<kHead>, heads, kHead, 0, stream, args);
}

}  // namespace

size_t decode_workspace_bytes(int rows, int heads, int head_size, int splits) {
  if (splits == 1) return 0;
  return static_cast<size_t>(rows) * static_cast<size_t>(heads) * static_cast<size_t>(splits) *
         static_cast<size_t>(head_size + 2) * sizeof(float);
}

int decode_splits(int rows, int kv_heads, int max_length, int multiprocessors) {
  // Two blocks of threads share a multiprocessor; two rounds of them even out sequences of different lengths. A part
  // of fewer than eight cache blocks, two a warp, costs more in the second kernel than it gains.
  const int wanted = 4 * multiprocessors / std::max(1, rows * kv_heads);
  const int longest = max_length / (2 * kWarps * kBlockTokens);
  return std::max(1, std::min({wanted, longest, kMaxSplits}));
}

int decode_attention(const DecodeAttention& args, Stream stream) {
  if (!takes(args.kv, args.heads) || args.rows < 0 || args.rows > kMaxRows) return kInvalidShape;
  if (args.splits < 1 || args.splits > kMaxSplits) return kInvalidShape;
  if (args.rows == 0) return 0;
  return args.kv.head_size == 64 ? launch_decode<64>(args, stream) : launch_decode<128>(args, stream);
}

}  // namespace model::cuda
