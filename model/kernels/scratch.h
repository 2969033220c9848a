// Memory of one task of a kernel: aligned to a cache line, so that no vector spans two, and not set to anything.
#pragma once

#include <cstdint>
#include <memory>

namespace model::kernels {

class Scratch {
 public:
  explicit Scratch(int64_t floats) : lines_(new Line[static_cast<size_t>((floats + kFloats - 1) / kFloats)]) {}
  float* data() const { return reinterpret_cast<float*>(lines_.get()); }

 private:
  static constexpr int64_t kFloats = 16;
  struct alignas(64) Line {
    float floats[kFloats];
  };
  std::unique_ptr<Line[]> lines_;
};

}  // namespace model::kernels
