#include "model/host_memory.h"

#include <malloc.h>

#include <cstdlib>

namespace model {

void keep_freed_memory() {
  constexpr int kLargestThreshold = 32 << 20;  // glibc takes no more
  mallopt(M_MMAP_THRESHOLD, kLargestThreshold);
  mallopt(M_TRIM_THRESHOLD, -1);           // never give the top of the heap back
  setenv("THP_MEM_ALLOC_ENABLE", "1", 0);  // read by LibTorch at its first allocation
}

}  // namespace model
