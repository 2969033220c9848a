// Counter-based randomness: a stream is named by its keys, e.g. Rng(seed, step, example, sample), so results never
// depend on thread timing or on who drew before.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "core/hash.h"

namespace core {

class Rng {
 public:
  // Any number of integer keys, mixed in order.
  template <class... Keys>
  explicit Rng(uint64_t seed, Keys... keys) : state_(mix64(seed)) {
    ((state_ = mix64(state_ ^ (static_cast<uint64_t>(keys) + 0x9e3779b97f4a7c15ULL))), ...);
  }

  // A child stream; does not advance this one.
  Rng fork(uint64_t key) const;
  Rng fork(std::string_view key) const { return fork(hash64(key)); }

  uint64_t next();                             // uniform 64 bits
  double uniform();                            // [0, 1), 53 bits
  double uniform(double low, double high);     // [low, high)
  int64_t integer(int64_t low, int64_t high);  // both ends included
  size_t index(size_t size);                   // [0, size); size > 0
  bool chance(double probability);
  double normal();  // mean 0, deviation 1
  size_t weighted(std::span<const double> weights);

  template <class T>
  const T& pick(const std::vector<T>& items) {
    return items[index(items.size())];
  }
  template <class T>
  void shuffle(std::vector<T>& items) {
    for (size_t i = items.size(); i > 1; --i) std::swap(items[i - 1], items[index(i)]);
  }

 private:
  uint64_t state_;
  uint64_t counter_ = 0;
};

}  // namespace core
