#include "emulated_runtime.h"

#include <array>
#include <bit>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <new>

#include "core/error.h"
#include "cuda_emulation.h"

namespace emulation {

namespace {

using model::cuda::Copy;
using model::cuda::Product;

constexpr std::align_val_t kAlignment{256};

[[noreturn]] void fail(const char* what) {
  std::fprintf(stderr, "CUDA emulation: %s\n", what);
  std::abort();
}

void* take(size_t bytes) {
  void* memory = ::operator new(bytes, kAlignment);
  std::memset(memory, 0xff, bytes);
  return memory;
}

void run_copy(const Copy& copy) {
  for (size_t i = 0; i < copy.count; ++i) {
    std::memcpy(static_cast<char*>(copy.to) + i * copy.to_stride,
                static_cast<const char*>(copy.from) + i * copy.from_stride, copy.bytes);
  }
}

float widened(uint16_t x) {
  return std::bit_cast<float>(static_cast<uint32_t>(x) << 16U);
}

void run_product(const Product& args) {
  const auto inner = static_cast<size_t>(args.inner), outputs = static_cast<size_t>(args.outputs);
  const auto* bias = static_cast<const uint16_t*>(args.bias);
  std::vector<float> x(inner);
  for (size_t row = 0; row < static_cast<size_t>(args.rows); ++row) {
    for (size_t i = 0; i < inner; ++i) x[i] = widened(static_cast<const uint16_t*>(args.x)[row * inner + i]);
    for (size_t o = 0; o < outputs; ++o) {
      const uint16_t* w = static_cast<const uint16_t*>(args.w) + o * inner;
      float sum = 0;
      for (size_t i = 0; i < inner; ++i) sum += x[i] * widened(w[i]);
      if (bias != nullptr) sum += widened(bias[o]);
      if (args.fp32) {
        static_cast<float*>(args.y)[row * outputs + o] = sum;
      } else {
        static_cast<uint16_t*>(args.y)[row * outputs + o] = static_cast<uint16_t>(bf16_bits(sum));
      }
    }
  }
}

class RecordedGraph : public model::cuda::Graph {
 public:
  explicit RecordedGraph(std::vector<std::function<void()>> work) : work_(std::move(work)) {}
  void replay() override {
    for (const std::function<void()>& part : work_) enqueue(part);
  }

 private:
  std::vector<std::function<void()>> work_;
};

}  // namespace

EmulatedRuntime::~EmulatedRuntime() {
  if (!memory_.empty() || !pinned_.empty()) fail("memory was not given back");
}

void* EmulatedRuntime::allocate(size_t bytes) {
  if (is_recording()) fail("memory is taken in a recording");
  if (bytes > free_bytes()) throw core::environment_error("out of memory");
  void* memory = take(bytes);
  memory_[memory] = bytes;
  used_ += bytes;
  return memory;
}

void EmulatedRuntime::free(void* memory) {
  drain();
  const auto found = memory_.find(memory);
  if (found == memory_.end()) fail("device memory that was never taken is given back");
  used_ -= found->second;
  memory_.erase(found);
  ::operator delete(memory, kAlignment);
}

void* EmulatedRuntime::allocate_pinned(size_t bytes) {
  return *pinned_.insert(take(bytes)).first;
}

void EmulatedRuntime::free_pinned(void* memory) {
  drain();
  if (pinned_.erase(memory) == 0) fail("pinned memory that was never taken is given back");
  ::operator delete(memory, kAlignment);
}

void EmulatedRuntime::enqueue_copy(const Copy& copy) {
  enqueue([copy] { run_copy(copy); });
}

void EmulatedRuntime::upload(const Copy& copy) {
  enqueue_copy(copy);
}

void EmulatedRuntime::download(const Copy& copy) {
  enqueue_copy(copy);
}

void EmulatedRuntime::upload_now(void* to, const void* from, size_t bytes) {
  if (is_recording()) fail("memory that may go is copied in a recording");
  const auto* first = static_cast<const char*>(from);
  enqueue([to, kept = std::vector<char>(first, first + bytes)] { std::memcpy(to, kept.data(), kept.size()); });
}

void EmulatedRuntime::product(const Product& args) {
  if (args.inner % 8 != 0 || (args.fp32 && args.bias != nullptr)) fail("a product that cuBLASLt is not asked for");
  for (const void* pointer : {args.x, args.w, args.bias, static_cast<const void*>(args.y)}) {
    if (reinterpret_cast<uintptr_t>(pointer) % 16 != 0) fail("a product of matrices that are not aligned to 16 bytes");
  }
  const std::array<int, 3> shape{args.rows, args.inner, args.outputs};
  if (is_recording() && !known_products_.contains(shape)) fail("a product is recorded before it ran");
  known_products_.insert(shape);
  enqueue([args] { run_product(args); });
}

std::unique_ptr<model::cuda::Graph> EmulatedRuntime::capture(const std::function<void()>& enqueues) {
  return std::make_unique<RecordedGraph>(record(enqueues));
}

void EmulatedRuntime::wait() {
  drain();
}

void EmulatedRuntime::check(int status, const char* what) const {
  if (status != 0) throw core::environment_error(core::format("the GPU: {}: error {}", what, status));
}

}  // namespace emulation
