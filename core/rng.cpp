#include "core/rng.h"

#include <cmath>
#include <numbers>

#include "core/error.h"

namespace core {

Rng Rng::fork(uint64_t key) const {
  return Rng(state_, key, 0x666f726bULL);
}

uint64_t Rng::next() {
  return mix64(state_ + 0xd1342543de82ef95ULL * ++counter_);
}

double Rng::uniform() {
  return static_cast<double>(next() >> 11U) * 0x1.0p-53;
}

double Rng::uniform(double low, double high) {
  return low + (high - low) * uniform();
}

int64_t Rng::integer(int64_t low, int64_t high) {
  FR_CHECK(low <= high);
  const uint64_t span = static_cast<uint64_t>(high) - static_cast<uint64_t>(low) + 1;
  if (span == 0) return static_cast<int64_t>(next());
  // 128-bit multiply maps 64 uniform bits to the span; the bias is below 2^-64 * span.
  const auto wide = static_cast<unsigned __int128>(next()) * span;
  return static_cast<int64_t>(static_cast<uint64_t>(low) + static_cast<uint64_t>(wide >> 64U));
}

size_t Rng::index(size_t size) {
  FR_CHECK(size > 0);
  return static_cast<size_t>(integer(0, static_cast<int64_t>(size) - 1));
}

bool Rng::chance(double probability) {
  return uniform() < probability;
}

double Rng::normal() {
  const double radius = std::sqrt(-2.0 * std::log(1.0 - uniform()));
  return radius * std::cos(2.0 * std::numbers::pi * uniform());
}

size_t Rng::weighted(std::span<const double> weights) {
  double total = 0;
  for (const double w : weights) total += w;
  FR_CHECK(total > 0);
  double left = uniform() * total;
  for (size_t i = 0; i < weights.size(); ++i) {
    left -= weights[i];
    if (left < 0) return i;
  }
  return weights.size() - 1;
}

}  // namespace core
