#include "env/bfcl/worlds/key_search.h"

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "env/bfcl/worlds/python_words.h"

namespace env::bfcl {
namespace {

constexpr double kSaturation = 1.5;     // k1
constexpr double kLengthWeight = 0.75;  // b
constexpr double kDelta = 1.0;

using KeyWords = std::vector<std::string>;

KeyWords words_of(std::string_view text) {
  std::string spaced(text);
  std::ranges::replace(spaced, '_', ' ');
  return python_words(spaced);
}

}  // namespace

std::vector<std::pair<double, std::string>> rank_keys(const std::vector<std::string>& keys, std::string_view query) {
  FR_CHECK(!keys.empty(), "no keys");
  std::vector<KeyWords> documents;
  size_t total = 0;
  for (const std::string& key : keys) total += documents.emplace_back(words_of(key)).size();
  const auto count = static_cast<double>(keys.size());
  const double mean_length = static_cast<double>(total) / count;

  std::vector<std::pair<double, std::string>> ranked;
  for (const std::string& key : keys) ranked.emplace_back(0.0, key);
  for (const std::string& word : words_of(query)) {
    const auto holders =
        std::ranges::count_if(documents, [&](const KeyWords& d) { return std::ranges::count(d, word) > 0; });
    if (holders == 0) continue;  // would add nothing
    const double rarity = std::log((count + 1) / static_cast<double>(holders));
    for (size_t i = 0; i < documents.size(); ++i) {
      const auto frequency = static_cast<double>(std::ranges::count(documents[i], word));
      const auto length = static_cast<double>(documents[i].size());
      const double norm = kSaturation * (1 - kLengthWeight + kLengthWeight * length / mean_length);
      ranked[i].first += rarity * (kDelta + frequency * (kSaturation + 1) / (norm + frequency));
    }
  }
  std::ranges::stable_sort(ranked, [](const auto& a, const auto& b) { return a.first > b.first; });
  return ranked;
}

}  // namespace env::bfcl
