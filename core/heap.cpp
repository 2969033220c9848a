#include "core/heap.h"

#include <malloc.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <limits>

namespace core {

void expect_heap(size_t bytes) {
#ifdef __GLIBC__
  constexpr uintptr_t kHugePage = uintptr_t{2} << 20U;
  constexpr int kNever = std::numeric_limits<int>::max();
  mallopt(M_TOP_PAD, static_cast<int>(bytes));
  mallopt(M_TRIM_THRESHOLD, kNever);
  mallopt(M_MMAP_THRESHOLD, static_cast<int>(bytes));
  // A block of more than what is left over makes the heap grow by itself and the padding.
  void* grown = std::malloc(kHugePage);
  const uintptr_t begin = (reinterpret_cast<uintptr_t>(grown) + kHugePage - 1) / kHugePage * kHugePage;
  const uintptr_t end = reinterpret_cast<uintptr_t>(sbrk(0)) / kHugePage * kHugePage;
  if (grown != nullptr && begin < end) madvise(reinterpret_cast<void*>(begin), end - begin, MADV_HUGEPAGE);
  std::free(grown);
#else
  static_cast<void>(bytes);
#endif
}

}  // namespace core
