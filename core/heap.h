// Memory for commands that fill it once and end.
#pragma once

#include <cstddef>

namespace core {

// Takes the next `bytes` of heap in one piece and in huge pages, and keeps what is freed: some thousand page faults
// less for a command that holds much data at once. Only what is used counts as the process's memory. A hint: where the
// system or its C library has no such pages, nothing changes.
void expect_heap(size_t bytes);

}  // namespace core
