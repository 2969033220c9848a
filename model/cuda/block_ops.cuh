// Sums, maxima and selections over all threads of a block. Every function is for the whole block; shared memory comes
// from the caller.
#pragma once

#include "model/cuda/device.cuh"

namespace model::cuda {

// `combine` of every thread's value, for all threads; `shared` has room for a value a warp.
template <class T, class Combine>
__device__ T over_block(T x, T* shared, const Combine& combine) {
#pragma unroll
  for (int bits = kWarp / 2; bits > 0; bits /= 2) x = combine(x, __shfl_xor_sync(kAllLanes, x, bits));
  const int thread = static_cast<int>(threadIdx.x), warps = static_cast<int>(blockDim.x) / kWarp;
  __syncthreads();  // whoever still reads the result before
  if (thread % kWarp == 0) shared[thread / kWarp] = x;
  __syncthreads();
  T all = shared[0];
  for (int i = 1; i < warps; ++i) all = combine(all, shared[i]);
  return all;
}

// A place in items ordered by descending key: the key whose items' weights reach `target`, and the weight before them.
struct Place {
  uint32_t key;
  uint64_t before;
};

struct PlaceScratch {
  unsigned long long bins[256];
  unsigned long long before;
  uint32_t digit;
};

// The first key, from the highest on, up to which weights add up to `target` (1 or more) or more; where all of them
// stay below, the lowest key that has any. `for_each(visit)` calls visit(key, weight) for this thread's share of the
// items; four times, a digit of eight bits each.
template <class ForEach>
__device__ Place find_place(const ForEach& for_each, uint64_t target, PlaceScratch& scratch) {
  const int thread = static_cast<int>(threadIdx.x);
  Place place{0, 0};
  for (int shift = 24; shift >= 0; shift -= 8) {
    __syncthreads();
    for (int i = thread; i < 256; i += static_cast<int>(blockDim.x)) scratch.bins[i] = 0;
    __syncthreads();
    for_each([&](uint32_t key, uint64_t weight) {
      // 64 bits wide, as the first digit's prefix is empty.
      if (static_cast<uint64_t>(key ^ place.key) >> (shift + 8) != 0 || weight == 0) return;
      atomicAdd(&scratch.bins[key >> static_cast<unsigned>(shift) & 255U], static_cast<unsigned long long>(weight));
    });
    __syncthreads();
    if (thread < kWarp) {  // lane i has the bins 255 - 8 i and the seven below
      unsigned long long own[8], sum = 0;
#pragma unroll
      for (int i = 0; i < 8; ++i) sum += own[i] = scratch.bins[255 - 8 * thread - i];
      unsigned long long up_to = sum;
#pragma unroll
      for (unsigned delta = 1; delta < kWarp; delta *= 2) {
        const unsigned long long below = __shfl_up_sync(kAllLanes, up_to, delta);
        if (thread >= static_cast<int>(delta)) up_to += below;
      }
      const unsigned long long all = __shfl_sync(kAllLanes, up_to, kWarp - 1);
      const unsigned long long rest = target - place.before < all ? target - place.before : all;
      unsigned long long before = place.before + up_to - sum;
      if (up_to - sum < rest && rest <= up_to) {  // one lane
#pragma unroll
        for (int i = 0; i < 8; ++i) {
          if (before - place.before < rest && rest <= before - place.before + own[i]) {
            scratch.digit = static_cast<uint32_t>(255 - 8 * thread - i);
            scratch.before = before;
          }
          before += own[i];
        }
      }
      if (all == 0 && thread == 0) {  // no item at all
        scratch.digit = 0;
        scratch.before = place.before;
      }
    }
    __syncthreads();
    place.key |= scratch.digit << static_cast<unsigned>(shift);
    place.before = scratch.before;
  }
  return place;
}

}  // namespace model::cuda
