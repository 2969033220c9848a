// Chunks of prompts over the paged cache. The query heads of one key/value head are rows like the tokens are: row f of
// a run is head f % group of token f / group, so that all of them use what a block of threads has loaded, also where a
// chunk is short. 128 rows a block of threads, 16 a warp; two cache blocks at a time come through shared memory, the
// next two on their way meanwhile.
#include <algorithm>

#include "model/cuda/attention_tile.cuh"

namespace model::cuda {

namespace {

constexpr int kWarps = 8;
constexpr int kRows = kWarps * kTileRows;
constexpr int kStages = 2;
constexpr int kStageBlocks = 2;

// A cache block in shared memory, in pieces of 16 bytes. Eight lanes read at a time, two rows by four columns of keys,
// or two columns by four rows of values; the exclusive or puts them into different banks.
template <int kHead>
struct SharedBlock {
  const uint4* keys;
  const uint4* values;

  static constexpr int kPieces = kBlockTokens * kHead / 8;  // of the keys, and as many of the values
  __device__ static int key_piece(int token, int piece) { return token * (kHead / 8) + (piece ^ (token & 1) << 2); }
  __device__ static int value_piece(int pair, int piece) { return pair * (kHead / 4) + (piece ^ (pair & 3) << 1); }

  __device__ uint4 key(int s, int j) const { return keys[key_piece(8 * s + lane_row(), 4 * j + lane_column())]; }
  __device__ uint4 value(int i, int half, int j) const {
    return values[value_piece(8 * i + 4 * half + lane_column(), 8 * j + lane_row())];
  }
};

struct Tile {
  PrefillRun run;
  int first_row = 0;
  bool found = false;
};

// Tile number `index` of all runs. Runs are few: every thread walks them.
__device__ Tile find_tile(const PrefillAttention& args, int index, int group) {
  Tile tile;
  for (int i = 0; i < args.run_count; ++i) {
    const int tiles = (args.runs[i].count * group + kRows - 1) / kRows;
    if (index < tiles) {
      tile.run = args.runs[i];
      tile.first_row = index * kRows;
      tile.found = true;
      return tile;
    }
    index -= tiles;
  }
  return tile;
}

// Starts the copies of cache blocks [first, first + kStageBlocks) below `end` into `stage`, and ends their group.
template <int kHead>
__device__ void load_stage(const PrefillAttention& args, const int32_t* table, int kv_head, int first, int end,
                           uint4* stage) {
  constexpr int kPieces = SharedBlock<kHead>::kPieces;
  for (int b = 0; b < kStageBlocks && first + b < end; ++b) {
    const int32_t block = table[first + b];
    const auto* keys = reinterpret_cast<const uint4*>(head_block(args.kv.keys, args.kv, block, kv_head));
    const auto* values = reinterpret_cast<const uint4*>(head_block(args.kv.values, args.kv, block, kv_head));
    uint4* to = stage + 2 * b * kPieces;
#pragma unroll
    for (int i = static_cast<int>(threadIdx.x); i < kPieces; i += kWarps * kWarp) {
      copy_async(to + SharedBlock<kHead>::key_piece(i / (kHead / 8), i % (kHead / 8)), keys + i);
      copy_async(to + kPieces + SharedBlock<kHead>::value_piece(i / (kHead / 4), i % (kHead / 4)), values + i);
    }
  }
  commit_copies();
}

// Grid [tiles, K]; shared: kStages * kStageBlocks blocks of keys and values.
template <int kHead>
__global__ void __launch_bounds__(kWarps* kWarp, 1) prefill_kernel(PrefillAttention args) {
  const int group = args.heads / args.kv.kv_heads, kv_head = static_cast<int>(blockIdx.y);
  // The last tiles of a run have the most keys: they start first.
  const Tile tile = find_tile(args, static_cast<int>(gridDim.x - 1 - blockIdx.x), group);
  if (!tile.found) return;
  const int warp = static_cast<int>(threadIdx.x) / kWarp;
  const int last_row = tile.run.count * group - 1;

  const Bits16* queries[2];
  int64_t places[2];
  int limits[2];  // keys that the row sees
#pragma unroll
  for (int half = 0; half < 2; ++half) {
    const int row = tile.first_row + warp * kTileRows + lane_row() + 8 * half;
    const int64_t token = tile.run.begin + row / group;
    places[half] = (token * args.heads + static_cast<int64_t>(kv_head) * group + row % group) * kHead;
    const bool exists = row <= last_row;
    queries[half] = exists ? static_cast<const Bits16*>(args.q) + places[half] : nullptr;
    limits[half] = exists ? tile.run.first_position + row / group + 1 : 0;
  }
  QueryTile<kHead> q;
  q.load({queries[0], queries[1]});
  OutputTile<kHead> o;

  const int tile_keys = tile.run.first_position + min(tile.first_row + kRows - 1, last_row) / group + 1;
  const int warp_row = min(tile.first_row + (warp + 1) * kTileRows - 1, last_row);
  const int warp_keys =
      tile.first_row + warp * kTileRows > last_row ? 0 : tile.run.first_position + warp_row / group + 1;
  const int cache_blocks = (tile_keys + kBlockTokens - 1) / kBlockTokens;
  const int32_t* table = args.blocks.tables + static_cast<int64_t>(tile.run.row) * args.blocks.stride;

  constexpr int kPieces = SharedBlock<kHead>::kPieces;
  auto* shared = reinterpret_cast<uint4*>(dynamic_shared());
  load_stage<kHead>(args, table, kv_head, 0, cache_blocks, shared);
  for (int first = 0; first < cache_blocks; first += kStageBlocks) {
    const int stage = first / kStageBlocks % kStages;
    load_stage<kHead>(args, table, kv_head, first + kStageBlocks, cache_blocks,
                      shared + (stage + 1) % kStages * kStageBlocks * 2 * kPieces);
    wait_copies<1>();
    __syncthreads();
    for (int b = 0; b < kStageBlocks; ++b) {
      const int key = (first + b) * kBlockTokens;
      if (key >= warp_keys) break;  // for all lanes of the warp
      const uint4* keys = shared + (stage * kStageBlocks + b) * 2 * kPieces;
      o.attend(q, SharedBlock<kHead>{keys, keys + kPieces}, {limits[0] - key, limits[1] - key}, tile_keys - key,
               args.scale * kLog2E);
    }
    __syncthreads();  // before the next round's copies overwrite this stage
  }
  o.finish();
#pragma unroll
  for (int half = 0; half < 2; ++half) {
    if (queries[half] == nullptr) continue;
    const float factor = 1.0F / o.mass[half];
#pragma unroll
    for (int j = 0; j < kHead / 32; ++j) {
      float x[8];
      o.elements(j, half, factor, x);
      store_bf16(static_cast<Bits16*>(args.out) + places[half] + 8 * (4 * j + lane_column()), x);
    }
  }
}

template <int kHead>
int launch_prefill(const PrefillAttention& args, Stream stream) {
  const int group = args.heads / args.kv.kv_heads;
  const int tiles = (args.tokens * group + kRows - 1) / kRows + args.run_count;  // a run's last tile may be short
  const size_t shared = sizeof(uint4) * kStages * kStageBlocks * 2 * SharedBlock<kHead>::kPieces;
  const dim3 grid(static_cast<unsigned>(tiles), static_cast<unsigned>(args.kv.kv_heads));
  return launch(&prefill_kernel<kHead>, grid, kWarps * kWarp, shared, stream, args);
}

}  // namespace

int prefill_attention(const PrefillAttention& args, Stream stream) {
  if (!takes(args.kv, args.heads) || args.run_count < 0 || args.tokens < 0) return kInvalidShape;
  if (args.run_count == 0 || args.tokens == 0) return 0;
  return args.kv.head_size == 64 ? launch_prefill<64>(args, stream) : launch_prefill<128>(args, stream);
}

}  // namespace model::cuda
