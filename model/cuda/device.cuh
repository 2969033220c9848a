// What the kernels of this folder are written in: the CUDA language, and a few operations that have no name in it. The
// same sources compile as plain C++ for the tests, where <cuda_emulation.h> stands in for the device
// (tests/model/cuda_emulation). C++17, no ATen. For the .cu files alone.
#pragma once

#include <cstdint>

#if defined(__CUDACC__)
#include <cuda_runtime.h>
#else
#include <cuda_emulation.h>
#endif

#include "model/cuda/stream.h"

namespace model::cuda {

using Bits16 = uint16_t;  // a bf16

constexpr unsigned kAllLanes = 0xffffffffU;
constexpr int kWarp = 32;

// Two bf16 in a word, the lower element in the lower half.
__device__ inline float low_bf16(uint32_t pair) {
  return __uint_as_float(pair << 16U);
}
__device__ inline float high_bf16(uint32_t pair) {
  return __uint_as_float(pair & 0xffff0000U);
}
__device__ inline float widen(Bits16 x) {
  return __uint_as_float(static_cast<uint32_t>(x) << 16U);
}

// Round to nearest even.
__device__ inline uint32_t pack_bf16(float low, float high) {
#if defined(__CUDACC__)
  uint32_t pair;
  asm("cvt.rn.bf16x2.f32 %0, %1, %2;" : "=r"(pair) : "f"(high), "f"(low));
  return pair;
#else
  return emulation::bf16_bits(low) | emulation::bf16_bits(high) << 16U;
#endif
}
__device__ inline Bits16 narrow(float x) {
  return static_cast<Bits16>(pack_bf16(x, 0.0F) & 0xffffU);
}

// The tensor cores' step d += a b over one warp: a [16, 16] and b [16, 8] in bf16, d [16, 8] in fp32. Lane 4 r + c
// holds
//   a: word 0 (row r, columns 2c, 2c+1), 1 (row r + 8), 2 (row r, columns 2c + 8, 2c + 9), 3 (row r + 8, those)
//   b: word 0 (rows 2c, 2c+1 of column r), 1 (rows 2c + 8, 2c + 9)
//   d: 0, 1 (row r, columns 2c, 2c+1), 2, 3 (row r + 8)
__device__ inline void mma_bf16(float (&d)[4], const uint32_t (&a)[4], uint32_t b0, uint32_t b1) {
#if defined(__CUDACC__)
  asm volatile(
      "mma.sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32 {%0,%1,%2,%3}, {%4,%5,%6,%7}, {%8,%9}, {%0,%1,%2,%3};"
      : "+f"(d[0]), "+f"(d[1]), "+f"(d[2]), "+f"(d[3])
      : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b0), "r"(b1));
#else
  emulation::mma_m16n8k16(d, a, b0, b1);
#endif
}

// 16 bytes from device memory to shared memory, asynchronously: visible to the thread after wait_copies, to the others
// after the barrier behind it.
__device__ inline void copy_async(void* shared, const void* global) {
#if defined(__CUDACC__)
  const auto target = static_cast<uint32_t>(__cvta_generic_to_shared(shared));
  asm volatile("cp.async.cg.shared.global [%0], [%1], 16;" ::"r"(target), "l"(global) : "memory");
#else
  emulation::copy_async(shared, global);
#endif
}
// Ends a group of copies.
__device__ inline void commit_copies() {
#if defined(__CUDACC__)
  asm volatile("cp.async.commit_group;" ::: "memory");
#else
  emulation::commit_copies();
#endif
}
// Waits until at most `kPending` of the latest groups are under way.
template <int kPending>
__device__ inline void wait_copies() {
#if defined(__CUDACC__)
  asm volatile("cp.async.wait_group %0;" ::"n"(kPending) : "memory");
#else
  emulation::wait_copies(kPending);
#endif
}

// A load that passes the L1 cache by: what is read once.
__device__ inline uint4 load_once(const uint4* address) {
#if defined(__CUDACC__)
  uint4 x;
  asm volatile("ld.global.nc.L1::no_allocate.v4.u32 {%0,%1,%2,%3}, [%4];"
               : "=r"(x.x), "=r"(x.y), "=r"(x.z), "=r"(x.w)
               : "l"(address));
  return x;
#else
  return *address;
#endif
}

// The block's shared memory whose size the launch gives.
__device__ inline unsigned char* dynamic_shared() {
#if defined(__CUDACC__)
  extern __shared__ __align__(16) unsigned char fr_dynamic_shared[];
  return fr_dynamic_shared;
#else
  return emulation::dynamic_shared();
#endif
}

// kernel<<<grid, block, shared_bytes, stream>>>(arguments…); 0, or CUDA's error code.
template <class... Parameters, class... Arguments>
int launch(void (*kernel)(Parameters...), dim3 grid, int threads, size_t shared_bytes, Stream stream,
           Arguments... arguments) {
#if defined(__CUDACC__)
  if (shared_bytes > 48 * 1024) {  // set once would do; the call costs a fraction of a microsecond
    const cudaError_t raised =
        cudaFuncSetAttribute(kernel, cudaFuncAttributeMaxDynamicSharedMemorySize, static_cast<int>(shared_bytes));
    if (raised != cudaSuccess) return static_cast<int>(raised);
  }
  cudaLaunchConfig_t config = {};
  config.gridDim = grid;
  config.blockDim = dim3(static_cast<unsigned>(threads));
  config.dynamicSmemBytes = shared_bytes;
  config.stream = stream;
  return static_cast<int>(cudaLaunchKernelEx(&config, kernel, static_cast<Parameters>(arguments)...));
#else
  (void)stream;
  emulation::enqueue([=] { emulation::run(grid, threads, shared_bytes, [&] { kernel(arguments...); }); });
  return 0;
#endif
}

}  // namespace model::cuda
