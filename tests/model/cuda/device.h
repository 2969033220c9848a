// Where the kernel tests run: on the emulated device, and compiled by nvcc on a real one (FR_ON_DEVICE).
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <vector>

#include "core/rng.h"
#include "model/cuda/stream.h"

#if defined(FR_ON_DEVICE)
#include <cuda_runtime_api.h>
#else
#include <cuda_emulation.h>
#endif

namespace model::cuda {

// An array that kernels read and write; copied in and out whole.
template <class T>
class DeviceArray {
 public:
  explicit DeviceArray(const std::vector<T>& values) : size_(values.size()) {
#if defined(FR_ON_DEVICE)
    // A multiple of nothing: compute-sanitizer sees what lies behind it.
    EXPECT_EQ(cudaMalloc(reinterpret_cast<void**>(&data_), std::max<size_t>(size_, 1) * sizeof(T)), cudaSuccess);
    EXPECT_EQ(cudaMemcpy(data_, values.data(), size_ * sizeof(T), cudaMemcpyHostToDevice), cudaSuccess);
#else
    data_ = new T[size_];
    std::copy(values.begin(), values.end(), data_);
#endif
  }
  DeviceArray(size_t size, T value) : DeviceArray(std::vector<T>(size, value)) {}
  ~DeviceArray() {
#if defined(FR_ON_DEVICE)
    cudaFree(data_);
#else
    delete[] data_;
#endif
  }
  DeviceArray(const DeviceArray&) = delete;
  DeviceArray& operator=(const DeviceArray&) = delete;

  T* data() { return data_; }
  std::vector<T> read() const {
    std::vector<T> values(size_);
#if defined(FR_ON_DEVICE)
    EXPECT_EQ(cudaMemcpy(values.data(), data_, size_ * sizeof(T), cudaMemcpyDeviceToHost), cudaSuccess);
#else
    std::copy(data_, data_ + size_, values.begin());
#endif
    return values;
  }
  void write(const std::vector<T>& values) {
#if defined(FR_ON_DEVICE)
    EXPECT_EQ(cudaMemcpy(data_, values.data(), size_ * sizeof(T), cudaMemcpyHostToDevice), cudaSuccess);
#else
    std::copy(values.begin(), values.end(), data_);
#endif
  }

 private:
  size_t size_ = 0;
  T* data_ = nullptr;
};

// Calls `launches` twice, and `output` after each: the results are the same to the last bit whichever thread goes
// first.
template <class Launches, class Output>
auto run_twice(const Launches& launches, const Output& output) {
#if defined(FR_ON_DEVICE)
  launches();
  EXPECT_EQ(cudaDeviceSynchronize(), cudaSuccess);
  auto result = output();
  launches();
  EXPECT_EQ(cudaDeviceSynchronize(), cudaSuccess);
#else
  emulation::set_order(emulation::Order::backward);
  launches();
  auto result = output();
  emulation::set_order(emulation::Order::forward);
  launches();
#endif
  const auto again = output();
  EXPECT_EQ(result.size(), again.size());
  EXPECT_EQ(std::memcmp(result.data(), again.data(), result.size() * sizeof(result[0])), 0) << "depends on timing";
  return result;
}

inline constexpr uint16_t kNan16 = 0x7fc1;

inline double widened(uint16_t x) {
  return std::bit_cast<float>(static_cast<uint32_t>(x) << 16U);
}
inline uint16_t narrowed(double value) {
  const auto bits = std::bit_cast<uint32_t>(static_cast<float>(value));
  return static_cast<uint16_t>((bits + 0x7fffU + ((bits >> 16U) & 1U)) >> 16U);
}
inline std::vector<uint16_t> random_bf16(uint64_t seed, size_t count, double spread = 1) {
  core::Rng rng(seed);
  std::vector<uint16_t> values(count);
  for (uint16_t& x : values) x = narrowed(rng.normal() * spread);
  return values;
}

}  // namespace model::cuda
