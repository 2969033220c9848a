// A CUDA device in plain C++, so that the kernels of model/cuda run in tests of any machine. The threads of a block are
// fibers that change places at barriers and warp operations; blocks run one after the other. It is stricter than a GPU
// where that finds faults: shared memory starts as NaN, threads that wait at different barriers end the program with
// a line that says so, and `set_order` turns the order of threads, blocks and copies round, so that a missing barrier
// changes results.
// Included as <cuda_emulation.h> by model/cuda/device.cuh. x86-64 alone.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <vector>

#define __global__
#define __device__
#define __host__
#define __forceinline__ inline
#define __launch_bounds__(...)
#define __shared__ static
#define __restrict__ __restrict

struct dim3 {
  unsigned x = 1, y = 1, z = 1;
  constexpr dim3(unsigned x_ = 1, unsigned y_ = 1, unsigned z_ = 1) : x(x_), y(y_), z(z_) {}  // NOLINT: as in CUDA
};
struct alignas(8) uint2 {
  uint32_t x, y;
};
struct alignas(16) uint4 {
  uint32_t x, y, z, w;
};
struct alignas(16) float4 {
  float x, y, z, w;
};
inline uint4 make_uint4(uint32_t x, uint32_t y, uint32_t z, uint32_t w) {
  return {x, y, z, w};
}
inline float4 make_float4(float x, float y, float z, float w) {
  return {x, y, z, w};
}

namespace emulation {

// Which warp, lane and block runs first wherever several may: the lowest, or the highest. Asynchronous copies land when
// they are waited for in the one order, at once in the other.
enum class Order { forward, backward };
void set_order(Order order);

// The one stream: what is enqueued is done at once, or when somebody waits; or it is recorded and not done at all.
enum class Pace { eager, lazy };
void set_pace(Pace pace);
void enqueue(std::function<void()> work);
void drain();
std::vector<std::function<void()>> record(const std::function<void()>& enqueues);
bool is_recording();

// Runs `kernel` once for every thread of the grid; `threads` is a multiple of 32.
void run(dim3 grid, int threads, size_t shared_bytes, const std::function<void()>& kernel);

struct Place {
  dim3 thread, block, block_size, grid_size;
};
inline Place current_place;
inline const Place& place() {
  return current_place;
}
unsigned char* dynamic_shared();
void block_barrier();

// One warp operation: every lane gives `size` (at most 32) bytes and sees what all gave, 32 bytes a lane. `operation`
// must be the same in all lanes. What is returned holds until the lane's next exchange but one.
const unsigned char* exchange(const void* own, size_t size, int operation);
inline constexpr size_t kSlotBytes = 32;
int lane();

void copy_async(void* shared, const void* global);
void commit_copies();
void wait_copies(int pending);

uint32_t bf16_bits(float x);  // rounded to nearest even; as CUDA's, a NaN is 0x7fff
void mma_m16n8k16(float (&d)[4], const uint32_t (&a)[4], uint32_t b0, uint32_t b1);

template <class T>
T lane_value(const T& own, int from, int operation) {
  T result;
  std::memcpy(&result, exchange(&own, sizeof(T), operation) + static_cast<size_t>(from) * kSlotBytes, sizeof(T));
  return result;
}
void require_all_lanes(unsigned mask);

}  // namespace emulation

#define threadIdx (emulation::place().thread)
#define blockIdx (emulation::place().block)
#define blockDim (emulation::place().block_size)
#define gridDim (emulation::place().grid_size)

inline void __syncthreads() {
  emulation::block_barrier();
}
inline void __syncwarp(unsigned mask = 0xffffffffU) {
  emulation::require_all_lanes(mask);
  emulation::exchange(nullptr, 0, 1);
}
template <class T>
T __shfl_sync(unsigned mask, T value, int from) {
  emulation::require_all_lanes(mask);
  return emulation::lane_value(value, from & 31, 2);
}
template <class T>
T __shfl_xor_sync(unsigned mask, T value, int bits) {
  emulation::require_all_lanes(mask);
  return emulation::lane_value(value, emulation::lane() ^ bits, 3);
}
// Lanes without one that far below keep their own value.
template <class T>
T __shfl_up_sync(unsigned mask, T value, unsigned delta) {
  emulation::require_all_lanes(mask);
  const int from = emulation::lane() - static_cast<int>(delta);
  return emulation::lane_value(value, from < 0 ? emulation::lane() : from, 5);
}

// One thread of the host runs the whole grid, so plain arithmetic is atomic.
template <class T>
T atomicAdd(T* address, T value) {
  const T before = *address;
  *address = before + value;
  return before;
}
template <class T>
T atomicMax(T* address, T value) {
  const T before = *address;
  *address = std::max(before, value);
  return before;
}
template <class T>
T atomicMin(T* address, T value) {
  const T before = *address;
  *address = std::min(before, value);
  return before;
}
template <class T>
T atomicOr(T* address, T value) {
  const T before = *address;
  *address = before | value;
  return before;
}

inline uint32_t __float_as_uint(float x) {
  uint32_t bits;
  std::memcpy(&bits, &x, sizeof bits);
  return bits;
}
inline float __uint_as_float(uint32_t bits) {
  float x;
  std::memcpy(&x, &bits, sizeof x);
  return x;
}
// Rounded on their own, never part of a fused multiply-add: kernels are compiled with -ffp-contract=off here.
inline float __fmul_rn(float a, float b) {
  return a * b;
}
inline float __fadd_rn(float a, float b) {
  return a + b;
}
inline float __fsub_rn(float a, float b) {
  return a - b;
}
inline float __fdiv_rn(float a, float b) {
  return a / b;
}
inline double __dmul_rn(double a, double b) {
  return a * b;
}
using std::max;
using std::min;
