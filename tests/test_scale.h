// How much less tests draw under sanitizers, which are seven to fifteen times slower and look for other faults: the
// same code runs with fewer samples, and bounds on counts shrink with them. Bounds on shares and means, which few
// samples cannot meet, are judged in the release build alone.
#pragma once

#include <cstddef>

namespace test {

#ifdef __SANITIZE_ADDRESS__
inline constexpr size_t kScale = 10;
#else
inline constexpr size_t kScale = 1;
#endif
inline constexpr bool kStatistics = kScale == 1;

}  // namespace test
