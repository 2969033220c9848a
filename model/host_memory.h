// How the process takes memory for large tensors on the CPU. Knows no tensors.
#pragma once

#include <cstdint>

namespace model {

// Call once, before the first large tensor. LibTorch's CPU allocator is replaced by one that takes blocks of a megabyte
// and more from one arena and keeps what is freed for the next step, instead of giving it back to the system, which
// would have to clear every page again (a tenth of a training step when it was measured), and that asks for huge pages.
// Smaller blocks stay with LibTorch's own allocator; so does everything where the system refuses the arena's addresses.
void keep_freed_memory();

struct HostMemory {
  int64_t in_use_bytes = 0;  // by large tensors now
  int64_t extent_bytes = 0;  // of the arena that was ever used: what the process keeps
};
// All 0 before keep_freed_memory().
HostMemory host_memory();

// Memory that this process may still take: what the system has available, or what the control group at the root of
// its mount (a container's) leaves if that is less. 0 where neither is known.
int64_t free_memory_bytes();

}  // namespace model
