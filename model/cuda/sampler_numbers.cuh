// The numbers of the CPU's sampler (core/rng.h, model/kernels/softmax.h) to the last bit, and floats as keys.
#pragma once

#include "model/cuda/device.cuh"

namespace model::cuda {

__device__ inline uint64_t mix64(uint64_t x) {
  x += 0x9e3779b97f4a7c15ULL;
  x = (x ^ (x >> 30U)) * 0xbf58476d1ce4e5b9ULL;
  x = (x ^ (x >> 27U)) * 0x94d049bb133111ebULL;
  return x ^ (x >> 31U);
}

// core::Rng(seed, step).uniform()
__device__ inline double uniform(uint64_t seed, uint64_t step) {
  const uint64_t state = mix64(mix64(seed) ^ (step + 0x9e3779b97f4a7c15ULL));
  return static_cast<double>(mix64(state + 0xd1342543de82ef95ULL) >> 11U) * (1.0 / 9007199254740992.0);
}

// model::kernels::exp_term, operation for operation.
__device__ inline float exp_term(float logit, float max, float inverse_temperature) {
  const float x = fmaxf(__fmul_rn(__fsub_rn(logit, max), inverse_temperature), -87.0F);
  const float n = rintf(__fmul_rn(x, 1.44269504088896341F));
  float r = fmaf(n, -0.693359375F, x);
  r = fmaf(n, 2.12194440e-4F, r);
  float p = 1.9875691500e-4F;
  p = fmaf(p, r, 1.3981999507e-3F);
  p = fmaf(p, r, 8.3334519073e-3F);
  p = fmaf(p, r, 4.1665795894e-2F);
  p = fmaf(p, r, 1.6666665459e-1F);
  p = fmaf(p, r, 5.0000001201e-1F);
  p = fmaf(__fmul_rn(p, r), r, __fadd_rn(r, 1.0F));
  return __fmul_rn(p, __uint_as_float(static_cast<uint32_t>(static_cast<int>(n) + 127) << 23U));
}

// Larger floats have larger keys; both zeros have one.
__device__ inline uint32_t key_of(float x) {
  const uint32_t bits = __float_as_uint(__fadd_rn(x, 0.0F));
  return (bits & 0x80000000U) != 0 ? ~bits : bits | 0x80000000U;
}
__device__ inline float value_of(uint32_t key) {
  return __uint_as_float((key & 0x80000000U) != 0 ? key & 0x7fffffffU : ~key);
}

}  // namespace model::cuda
