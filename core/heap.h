// Memory for commands that fill it once and end.
#pragma once

#include <cstddef>
#include <memory>
#include <utility>

namespace core {

// Takes the next `bytes` of heap in one piece and in huge pages, and keeps what is freed: some thousand page faults
// less for a command that holds much data at once. Only what is used counts as the process's memory. A hint: where the
// system or its C library has no such pages, nothing changes.
void expect_heap(size_t bytes);

// Moves a value to where it stays until the process ends, or until the next of its type comes: for what a command holds
// at its end, which takes longer to free than the exit does.
template <class T>
T& keep_until_exit(T value) {
  static auto& kept = *new std::unique_ptr<T>;  // never destroyed, but reachable
  kept = std::make_unique<T>(std::move(value));
  return *kept;
}

}  // namespace core
