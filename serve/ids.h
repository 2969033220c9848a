// Names that nobody has had before: of requests, replies and tool calls.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <string_view>

namespace serve {

class IdSource {
 public:
  IdSource();
  // "prefix" and `size` letters and digits. From any thread.
  std::string next(std::string_view prefix, int size = 24);

 private:
  uint64_t seed_;
  std::atomic<uint64_t> count_ = 0;
};

}  // namespace serve
