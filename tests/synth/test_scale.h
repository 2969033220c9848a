// How much less a statistical test draws under sanitizers, which are fifteen times slower and look for other faults.
#pragma once

#include <cstddef>

namespace test {

#ifdef __SANITIZE_ADDRESS__
inline constexpr size_t kScale = 4;
#else
inline constexpr size_t kScale = 1;
#endif

}  // namespace test
