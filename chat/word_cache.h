// Remembers the tokens of short words that came lately: a direct-mapped table of one cache line a word.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>
#include <vector>

#include "chat/tokenizer.h"

namespace chat {

class WordCache {
 public:
  static constexpr size_t kMaxBytes = 22;
  static constexpr size_t kMaxTokens = 8;

  struct Entry {
    std::array<char, kMaxBytes> bytes{};
    uint8_t byte_count = 0;  // 0: free (words are never empty)
    uint8_t token_count = 0;
    std::array<TokenId, kMaxTokens> ids{};
    std::array<uint8_t, kMaxTokens> begin{};  // byte offset in the word

    bool holds(std::string_view word) const {
      return byte_count == word.size() && std::memcmp(bytes.data(), word.data(), word.size()) == 0;
    }
  };

  WordCache() : entries_(size_t{1} << kBits) {}

  // The place of a word of at most kMaxBytes bytes; may hold another word.
  Entry& slot(std::string_view word) { return entries_[hash(word) >> (64 - kBits)]; }

 private:
  static constexpr int kBits = 13;

  static uint64_t hash(std::string_view word) {
    constexpr uint64_t kMultiplier = 0x9E3779B97F4A7C15ULL;
    uint64_t state = word.size();
    size_t at = 0;
    for (; at + 8 <= word.size(); at += 8) {
      uint64_t part = 0;
      std::memcpy(&part, word.data() + at, 8);
      state = (state ^ part) * kMultiplier;
      state ^= state >> 32U;
    }
    uint64_t part = 0;
    std::memcpy(&part, word.data() + at, word.size() - at);
    return (state ^ part) * kMultiplier;
  }

  std::vector<Entry> entries_;
};

}  // namespace chat
