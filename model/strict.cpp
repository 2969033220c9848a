#include "model/strict.h"

#include <atomic>

namespace model {

namespace {
std::atomic<bool> strict = false;
}

bool strict_numerics() {
  return strict.load(std::memory_order_relaxed);
}

void set_strict_numerics(bool on) {
  strict.store(on, std::memory_order_relaxed);
}

}  // namespace model
