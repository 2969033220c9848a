// The runtime of the emulated device: memory of the host that starts as NaN, plain matrix products, recorded graphs.
#pragma once

#include <map>
#include <set>

#include "model/cuda/runtime.h"

namespace emulation {

class EmulatedRuntime : public model::cuda::Runtime {
 public:
  explicit EmulatedRuntime(size_t capacity = size_t{1} << 30U) : capacity_(capacity) {}
  ~EmulatedRuntime() override;

  model::cuda::Stream stream() const override { return nullptr; }
  int multiprocessors() const override { return 5; }
  size_t free_bytes() const override { return capacity_ - used_; }

  void* allocate(size_t bytes) override;
  void free(void* memory) override;
  void* allocate_pinned(size_t bytes) override;
  void free_pinned(void* memory) override;

  void upload(const model::cuda::Copy& copy) override;
  void download(const model::cuda::Copy& copy) override;
  void product(const model::cuda::Product& product) override;
  void upload_now(void* to, const void* from, size_t bytes) override;

  std::unique_ptr<model::cuda::Graph> capture(const std::function<void()>& enqueue) override;
  void wait() override;
  void check(int status, const char* what) const override;

 private:
  void enqueue_copy(const model::cuda::Copy& copy);

  size_t capacity_;
  size_t used_ = 0;
  std::map<void*, size_t> memory_;  // device memory; its size
  std::set<void*> pinned_;
  std::set<std::array<int, 3>> known_products_;
};

}  // namespace emulation
