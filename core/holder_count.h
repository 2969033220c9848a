// How many hold an object that is shared. Objects of this kind may be held by several threads.
#pragma once

#include <atomic>
#include <cstdint>
#if __has_include(<sys/single_threaded.h>)
#include <sys/single_threaded.h>
#endif

namespace core {

class HolderCount {  // begins with one
 public:
  bool is_one() const noexcept { return count_.load(std::memory_order_acquire) == 1; }
  void add() noexcept {
    if (is_single_threaded()) {
      count_.store(count_.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
    } else {
      count_.fetch_add(1, std::memory_order_relaxed);
    }
  }
  // True where that was the last one.
  bool remove() noexcept {
    if (is_one()) return true;  // nobody is left who could add another
    if (!is_single_threaded()) return count_.fetch_sub(1, std::memory_order_acq_rel) == 1;
    count_.store(count_.load(std::memory_order_relaxed) - 1, std::memory_order_relaxed);
    return false;
  }

 private:
  // Then a count is a plain number, which costs a fifth of one that is locked.
  static bool is_single_threaded() noexcept {
#if __has_include(<sys/single_threaded.h>)
    return __libc_single_threaded != 0;
#else
    return false;
#endif
  }

  std::atomic<uint32_t> count_{1};
};

}  // namespace core
