#include "env/bfcl/worlds/python_random.h"

#include <algorithm>
#include <array>
#include <bit>
#include <mutex>
#include <span>
#include <unordered_map>

#include "core/error.h"

namespace env::bfcl {
namespace {

// MT19937, Matsumoto and Nishimura (1998); names as in their mt19937ar.c.
constexpr size_t kN = PythonRandom::kWords;
constexpr size_t kM = 397;
constexpr uint32_t kMatrixA = 0x9908b0dfU;
constexpr uint32_t kUpperMask = 0x80000000U;
constexpr uint32_t kLowerMask = 0x7fffffffU;

using Words = PythonRandom::Words;

uint32_t mixed(uint32_t word) {
  return word ^ (word >> 30U);
}

void init_genrand(Words& mt, uint32_t seed) {
  mt[0] = seed;
  for (size_t i = 1; i < kN; ++i) mt[i] = 1812433253U * mixed(mt[i - 1]) + static_cast<uint32_t>(i);
}

void init_by_array(Words& mt, std::span<const uint32_t> key) {
  init_genrand(mt, 19650218U);
  size_t i = 1;
  size_t j = 0;
  const auto advance = [&] {
    if (++i < kN) return;
    mt[0] = mt[kN - 1];
    i = 1;
  };
  for (size_t k = std::max(kN, key.size()); k > 0; --k) {
    mt[i] = (mt[i] ^ (mixed(mt[i - 1]) * 1664525U)) + key[j] + static_cast<uint32_t>(j);
    advance();
    j = (j + 1) % key.size();
  }
  for (size_t k = kN - 1; k > 0; --k) {
    mt[i] = (mt[i] ^ (mixed(mt[i - 1]) * 1566083941U)) - static_cast<uint32_t>(i);
    advance();
  }
  mt[0] = kUpperMask;
}

void regenerate(Words& mt) {
  for (size_t i = 0; i < kN; ++i) {
    const uint32_t y = (mt[i] & kUpperMask) | (mt[(i + 1) % kN] & kLowerMask);
    mt[i] = mt[(i + kM) % kN] ^ (y >> 1U) ^ ((y & 1U) != 0 ? kMatrixA : 0U);
  }
}

std::shared_ptr<const Words> words_after(const Words& words) {
  auto next = std::make_shared<Words>(words);
  regenerate(*next);
  return next;
}

std::shared_ptr<const Words> make_first_words(uint64_t seed) {
  const std::array<uint32_t, 2> key = {static_cast<uint32_t>(seed), static_cast<uint32_t>(seed >> 32U)};
  Words words{};
  init_by_array(words, std::span(key).first(key[1] != 0 ? 2 : 1));
  return words_after(words);
}

// Scenarios have few seeds, and every rollout of one draws the same numbers: they are made once.
std::shared_ptr<const Words> first_words(uint64_t seed) {
  constexpr size_t kMostSeeds = 1024;
  static std::mutex mutex;
  static std::unordered_map<uint64_t, std::shared_ptr<const Words>> made;
  const std::lock_guard lock(mutex);
  if (const auto found = made.find(seed); found != made.end()) return found->second;
  if (made.size() >= kMostSeeds) made.clear();
  return made[seed] = make_first_words(seed);
}

}  // namespace

PythonRandom::PythonRandom(int64_t seed)
    : seed_(seed < 0 ? ~static_cast<uint64_t>(seed) + 1 : static_cast<uint64_t>(seed)) {}

uint32_t PythonRandom::next() {
  const size_t place = drawn_ % kN;
  if (place == 0) words_ = drawn_ == 0 ? first_words(seed_) : words_after(*words_);
  ++drawn_;
  uint32_t y = (*words_)[place];
  y ^= y >> 11U;
  y ^= (y << 7U) & 0x9d2c5680U;
  y ^= (y << 15U) & 0xefc60000U;
  return y ^ (y >> 18U);
}

double PythonRandom::random() {
  const uint32_t high = next() >> 5U;
  const uint32_t low = next() >> 6U;
  return (high * 67108864.0 + low) / 9007199254740992.0;  // (high * 2^26 + low) / 2^53
}

double PythonRandom::uniform(double low, double high) {
  return low + (high - low) * random();
}

uint64_t PythonRandom::bits(int count) {
  FR_CHECK(count >= 1 && count <= 64, "{} bits", count);
  if (count <= 32) return next() >> static_cast<unsigned>(32 - count);
  const uint64_t low = next();  // the words come little end first
  const uint64_t high = next() >> static_cast<unsigned>(64 - count);
  return high << 32U | low;
}

int64_t PythonRandom::randint(int64_t low, int64_t high) {
  FR_CHECK(low <= high, "randint({}, {})", low, high);
  const uint64_t range = static_cast<uint64_t>(high) - static_cast<uint64_t>(low) + 1;
  FR_CHECK(range != 0, "randint over all of int64");
  const int count = std::bit_width(range);
  uint64_t drawn = bits(count);
  while (drawn >= range) drawn = bits(count);
  return static_cast<int64_t>(static_cast<uint64_t>(low) + drawn);
}

}  // namespace env::bfcl
