#include "model/strict.h"

#include <atomic>

namespace model {

namespace {
std::atomic<bool> strict_now = false;
}

bool strict_numerics() {
  return strict_now.load(std::memory_order_relaxed);
}

void set_strict_numerics(bool on) {
  strict_now.store(on, std::memory_order_relaxed);
}

}  // namespace model
