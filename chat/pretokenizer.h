// Splits normalised text into words: a chain of patterns, each applied to the pieces that the one before left.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "chat/split_regex.h"

namespace chat {

class Pretokenizer {
 public:
  using Scratch = SplitRegex::Scratch;

  // Throws core::Error(data) for a pattern that is not supported.
  explicit Pretokenizer(const std::vector<std::string>& patterns) {
    for (const std::string& pattern : patterns) stages_.emplace_back(pattern);
  }

  // Calls word(begin, end) for every word of `text` (valid UTF-8), in order; together they cover it.
  template <class Word>
  void split(std::string_view text, Scratch& scratch, Word&& word) const {
    split_range(text, 0, text.size(), 0, scratch, word);
  }

 private:
  // Each piece is a text of its own for the patterns: lookahead stops at its end.
  template <class Word>
  void split_range(std::string_view text, size_t begin, size_t end, size_t stage, Scratch& scratch, Word& word) const {
    if (begin == end) return;
    if (stage == stages_.size()) return word(begin, end);
    const std::string_view piece = text.substr(begin, end - begin);
    size_t at = 0;
    SplitRegex::Match match{};
    while (at < piece.size() && stages_[stage].find(piece, at, scratch, match)) {
      split_range(text, begin + at, begin + match.begin, stage + 1, scratch, word);
      split_range(text, begin + match.begin, begin + match.end, stage + 1, scratch, word);
      at = match.end;
    }
    split_range(text, begin + at, end, stage + 1, scratch, word);
  }

  std::vector<SplitRegex> stages_;
};

}  // namespace chat
