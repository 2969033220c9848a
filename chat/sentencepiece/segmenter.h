// Normalised text -> pieces: the two algorithms of SentencePiece, with the reference's ties and its arithmetic.
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "chat/sentencepiece/vocabulary.h"

namespace chat::sentencepiece {

struct Segment {
  TokenId id;
  uint32_t begin;  // in the normalised text
  uint32_t size;   // bytes
};

// Merges neighbours whose joined text is a piece, the best score first and the leftmost among equals. User-defined
// pieces never merge; unused ones are taken apart again.
class BpeSegmenter {
 public:
  explicit BpeSegmenter(const Vocabulary& vocabulary);

  struct Symbol {
    uint32_t begin;
    uint32_t size;  // 0: merged into another
    int32_t previous;
    int32_t next;
    bool frozen;
  };
  struct Merge {
    float score;
    int32_t left;
    int32_t right;
    uint32_t size;
  };
  using Halves = std::pair<std::string_view, std::string_view>;
  struct Scratch {
    std::vector<Symbol> symbols;
    std::vector<Merge> queue;
    std::unordered_map<std::string_view, Halves> halves;  // of unused pieces
  };

  // Appends to `out`.
  void segment(std::string_view text, Scratch& scratch, std::vector<Segment>& out) const;

  // Whether no piece holds a space behind something else and none is unused: then no merge crosses into a word and a
  // text may be segmented word by word.
  bool words_are_separate() const { return words_are_separate_; }

 private:
  void start(std::string_view text, std::vector<Symbol>& symbols) const;
  void queue_merge(std::string_view text, int32_t left, int32_t right, Scratch& scratch) const;
  void take_apart(std::string_view text, std::string_view piece, const Scratch& scratch,
                  std::vector<Segment>& out) const;

  const Vocabulary& vocabulary_;
  bool words_are_separate_ = true;
};

// The most likely sequence of pieces (Viterbi).
class UnigramSegmenter {
 public:
  // The model's pieces, of which it keeps views.
  UnigramSegmenter(const Model& model, const Vocabulary& vocabulary);

  struct Best {  // path that ends at a byte of the text
    float score = 0;
    int32_t begin = -1;  // of its last piece; -1: no path
    TokenId id = -1;
  };
  using Scratch = std::vector<Best>;

  // Appends to `out`.
  void segment(std::string_view text, Scratch& best, std::vector<Segment>& out) const;

 private:
  const Vocabulary& vocabulary_;
  ByteTrie trie_;
  float unknown_score_;
  float max_score_;
};

}  // namespace chat::sentencepiece
