// What the engine asks of a GPU beside the kernels: memory, copies, matrix products, graphs, and one stream that all of
// it goes through in order. Two of them: runtime_cuda.cpp on a GPU, over CUDA's runtime and cuBLASLt, and that of the
// emulated device, for tests. No LibTorch.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <utility>

#include "model/cuda/stream.h"

namespace model::cuda {

// y = x w^T + bias, summed in fp32. Dense rows, pointers aligned to 16 bytes, `inner` a multiple of 8.
struct Product {
  const void* x = nullptr;     // bf16 [rows, inner]
  const void* w = nullptr;     // bf16 [outputs, inner]
  const void* bias = nullptr;  // bf16 [outputs], or null; with a bf16 y alone
  void* y = nullptr;           // [rows, outputs]
  bool fp32 = false;           // y's type; else bf16
  int rows = 0;
  int inner = 0;
  int outputs = 0;
};

// `count` pieces of `bytes` each; strides in bytes.
struct Copy {
  void* to = nullptr;
  const void* from = nullptr;
  size_t bytes = 0;
  size_t count = 1;
  size_t to_stride = 0;
  size_t from_stride = 0;
};

// Work that was recorded once; replay() enqueues all of it. What it reads and writes must stay where it was.
class Graph {
 public:
  virtual ~Graph() = default;
  virtual void replay() = 0;
};

// Everything throws core::Error(environment) where the device refuses.
class Runtime {
 public:
  virtual ~Runtime() = default;

  virtual Stream stream() const = 0;
  virtual int multiprocessors() const = 0;
  virtual size_t free_bytes() const = 0;  // of device memory

  virtual void* allocate(size_t bytes) = 0;  // device memory, not cleared
  virtual void free(void* memory) = 0;
  virtual void* allocate_pinned(size_t bytes) = 0;  // host memory that copies reach while the host goes on
  virtual void free_pinned(void* memory) = 0;

  // Enqueue. Pinned memory of a copy must stay as it is until the stream has passed.
  virtual void upload(const Copy& copy) = 0;
  virtual void download(const Copy& copy) = 0;
  virtual void product(const Product& product) = 0;
  // Of any memory, which may go as soon as this returns.
  virtual void upload_now(void* to, const void* from, size_t bytes) = 0;

  // Records what `enqueue` enqueues, and runs none of it. Each shape must have run before.
  virtual std::unique_ptr<Graph> capture(const std::function<void()>& enqueue) = 0;

  // Until all that was enqueued is done.
  virtual void wait() = 0;
  // Of a launcher: throws where it is not 0.
  virtual void check(int status, const char* what) const = 0;
};

// The GPU that CUDA_VISIBLE_DEVICES puts first. Throws core::Error(environment) where there is none, or one older than
// sm_90.
std::unique_ptr<Runtime> open_gpu();

// Memory that somebody owns; `T` has no destructor of its own.
template <class T>
class Memory {
 public:
  enum class Kind { device, pinned };

  Memory() = default;
  Memory(Runtime& runtime, size_t count, Kind kind = Kind::device) : runtime_(&runtime), count_(count), kind_(kind) {
    const size_t bytes = (count == 0 ? 1 : count) * sizeof(T);
    data_ = static_cast<T*>(kind == Kind::device ? runtime.allocate(bytes) : runtime.allocate_pinned(bytes));
  }
  ~Memory() { reset(); }
  Memory(Memory&& other) noexcept { *this = std::move(other); }
  Memory& operator=(Memory&& other) noexcept {
    if (this == &other) return *this;
    reset();
    runtime_ = other.runtime_;
    data_ = std::exchange(other.data_, nullptr);
    count_ = std::exchange(other.count_, 0);
    kind_ = other.kind_;
    return *this;
  }

  T* get() const { return data_; }
  size_t count() const { return count_; }

 private:
  void reset() {
    if (data_ == nullptr) return;
    kind_ == Kind::device ? runtime_->free(data_) : runtime_->free_pinned(data_);
    data_ = nullptr;
  }

  Runtime* runtime_ = nullptr;
  T* data_ = nullptr;
  size_t count_ = 0;
  Kind kind_ = Kind::device;
};

template <class T>
Memory<T> pinned(Runtime& runtime, size_t count) {
  return Memory<T>(runtime, count, Memory<T>::Kind::pinned);
}

}  // namespace model::cuda
