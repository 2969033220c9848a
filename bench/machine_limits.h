// What this machine can do at most, measured: reading memory, and multiplying in registers, on all threads.
#pragma once

#include <ATen/Parallel.h>
#include <immintrin.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <vector>

#include "model/kernels/isa.h"

namespace bench {

// Calls body(thread) on every thread at once, a few times; the shortest time, in seconds.
template <class Body>
double shortest_s(const Body& body) {
  double best = 1e9;
  for (int turn = 0; turn < 5; ++turn) {
    const auto start = std::chrono::steady_clock::now();
    at::parallel_for(0, at::get_num_threads(), 1, [&](int64_t begin, int64_t end) {
      for (int64_t thread = begin; thread < end; ++thread) body(thread);
    });
    best = std::min(best, std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
  }
  return best;
}

// Bytes a second, in units of 1e9, of threads that each read a part of 512 MB in order.
inline double read_gb_per_s() {
  constexpr size_t kWords = (size_t{512} << 20) / sizeof(uint64_t);
  const std::vector<uint64_t> words(kWords, 1);
  const auto threads = static_cast<size_t>(at::get_num_threads());
  std::vector<uint64_t> sums(threads * 8);  // a cache line each
  const double seconds = shortest_s([&](int64_t thread) {
    const size_t part = kWords / threads, begin = static_cast<size_t>(thread) * part;
    uint64_t sum = 0;
    for (size_t i = begin; i < begin + part; ++i) sum += words[i];
    sums[static_cast<size_t>(thread) * 8] = sum;
  });
  return static_cast<double>(kWords / threads * threads * sizeof(uint64_t)) * 1e-9 / seconds;
}

constexpr int kProducts = 1 << 22;

__attribute__((target("avx512f,avx512bf16"))) inline float bf16_products() {
  __m512 sums[12];
  for (__m512& sum : sums) sum = _mm512_setzero_ps();
  const __m512bh ones = reinterpret_cast<__m512bh>(_mm512_set1_epi16(0x3f80));
  for (int i = 0; i < kProducts / 12; ++i) {
#pragma GCC unroll 12
    for (__m512& sum : sums) sum = _mm512_dpbf16_ps(sum, ones, ones);
  }
  __m512 all = sums[0];
  for (int i = 1; i < 12; ++i) all = _mm512_add_ps(all, sums[i]);
  return _mm512_cvtss_f32(all);
}

// Multiplications and additions of bf16 pairs a second, in units of 1e9, from registers alone; 0 where the processor
// has no instruction for them.
inline double bf16_gflop_per_s() {
  if (model::kernels::best_isa() != model::kernels::Isa::avx512_bf16) return 0;
  std::vector<float> sums(static_cast<size_t>(at::get_num_threads()) * 16);
  const double seconds = shortest_s([&](int64_t thread) { sums[static_cast<size_t>(thread) * 16] = bf16_products(); });
  constexpr double kFlopAProduct = 16 * 2 * 2;  // lanes, pairs, multiply and add
  return static_cast<double>(at::get_num_threads()) * (kProducts / 12 * 12) * kFlopAProduct * 1e-9 / seconds;
}

}  // namespace bench
