#include "env/bfcl/worlds/key_search.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "core/error.h"
#include "env/bfcl/worlds/python_words.h"

namespace env::bfcl {
namespace {

constexpr double kSaturation = 1.5;     // k1
constexpr double kLengthWeight = 0.75;  // b
constexpr double kDelta = 1.0;

using KeyWords = std::vector<std::string>;

// A key that has a word, and how often.
struct Holder {
  size_t key = 0;
  double frequency = 0;
};

KeyWords words_of(std::string_view text) {
  std::string spaced(text);
  std::ranges::replace(spaced, '_', ' ');
  return python_words(spaced);
}

}  // namespace

std::vector<std::pair<double, std::string>> rank_keys(const std::vector<std::string>& keys, std::string_view query) {
  FR_CHECK(!keys.empty(), "no keys");
  std::vector<double> lengths;
  std::unordered_map<std::string, std::vector<Holder>> holders_of;  // of each word, in the order of the keys
  double total = 0;
  for (size_t i = 0; i < keys.size(); ++i) {
    const KeyWords words = words_of(keys[i]);
    for (const std::string& word : words) {
      std::vector<Holder>& holders = holders_of[word];
      if (holders.empty() || holders.back().key != i) holders.push_back({i});
      ++holders.back().frequency;
    }
    lengths.push_back(static_cast<double>(words.size()));
    total += lengths.back();
  }
  const auto count = static_cast<double>(keys.size());
  const double mean_length = total / count;

  std::vector<std::pair<double, std::string>> ranked;
  for (const std::string& key : keys) ranked.emplace_back(0.0, key);
  for (const std::string& word : words_of(query)) {
    const auto found = holders_of.find(word);
    if (found == holders_of.end()) continue;  // would add nothing
    auto holder = found->second.begin();
    const double rarity = std::log((count + 1) / static_cast<double>(found->second.size()));
    for (size_t i = 0; i < lengths.size(); ++i) {
      const bool holds = holder != found->second.end() && holder->key == i;
      const double frequency = holds ? (holder++)->frequency : 0;
      const double norm = kSaturation * (1 - kLengthWeight + kLengthWeight * lengths[i] / mean_length);
      ranked[i].first += rarity * (kDelta + frequency * (kSaturation + 1) / (norm + frequency));
    }
  }
  std::ranges::stable_sort(ranked, [](const auto& a, const auto& b) { return a.first > b.first; });
  return ranked;
}

}  // namespace env::bfcl
