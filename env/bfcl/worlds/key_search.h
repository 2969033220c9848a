// Ranks keys by BM25+ over their words, as rank_bm25.BM25Plus does with its defaults.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace env::bfcl {

// (score, key), the best first, equal ones in their order. Underscores separate words. `keys` is not empty, and every
// key has a word.
std::vector<std::pair<double, std::string>> rank_keys(const std::vector<std::string>& keys, std::string_view query);

}  // namespace env::bfcl
