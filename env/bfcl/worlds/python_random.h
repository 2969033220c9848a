// CPython's random.Random(seed) for an int seed: the same numbers in the same order, since ids and readings of the
// simulated APIs are drawn from it. A copy costs a pointer: the 624 words of 32 bits that are drawn from until they are
// used up never change, and those that a seed begins with are made once in a process. Not for anything else: the
// program's own randomness is core::Rng.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>

namespace env::bfcl {

class PythonRandom {
 public:
  // What the generator makes at a time.
  static constexpr size_t kWords = 624;
  using Words = std::array<uint32_t, kWords>;

  explicit PythonRandom(int64_t seed);

  // random.random(): [0, 1), 53 bits.
  double random();
  // random.uniform(low, high): low + (high - low) * random().
  double uniform(double low, double high);
  // random.randint(low, high): both ends included; low <= high, and high - low < 2^64 - 1.
  int64_t randint(int64_t low, int64_t high);
  // random.getrandbits(count) for 1 to 64 bits.
  uint64_t bits(int count);

  // The seed's magnitude and the 32-bit words drawn so far: together the whole state.
  uint64_t seed() const { return seed_; }
  uint64_t drawn() const { return drawn_; }

 private:
  uint32_t next();

  uint64_t seed_;  // Random takes the absolute value of an int
  uint64_t drawn_ = 0;
  std::shared_ptr<const Words> words_;  // the next one is at drawn_ % kWords; none before the first draw
};

}  // namespace env::bfcl
