// Byte-pair encoding of single words: merges pairs by rank, leftmost first. Knows nothing of splitting text into words.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "chat/tokenizer_data.h"
#include "chat/word_cache.h"

namespace chat {

// Tokens of a text with the byte offset in it where each starts.
struct TokenSink {
  std::vector<TokenId>& ids;
  std::vector<uint32_t>* begin;  // nullptr: offsets are not wanted

  void push(TokenId id, uint32_t at) {
    ids.push_back(id);
    if (begin != nullptr) begin->push_back(at);
  }
};

class Bpe {
 public:
  struct Symbol {
    TokenId id;
    uint32_t begin;  // in the word
    uint32_t rank;   // of the merge with the next symbol
    uint32_t previous;
    uint32_t next;
  };

  // Working memory of one thread: reused from word to word.
  struct Scratch {
    std::vector<Symbol> symbols;
    std::vector<uint64_t> queue;
    WordCache cache;
  };

  // The vocabulary is read through `index`, the rest from `data`; nothing of either is kept.
  // Throws core::Error(data) where a merge names a token that the vocabulary lacks.
  Bpe(const TokenizerData& data, const VocabIndex& index);

  // Appends the tokens of one word; offsets are counted from `base`.
  void encode_word(std::string_view word, uint32_t base, Scratch& scratch, TokenSink& sink) const;

 private:
  struct Merge {
    uint64_t pair;  // left id in the high half; kNoPair: free
    uint32_t rank;
    TokenId result;
  };

  void add_merge(TokenId left, TokenId right, uint32_t rank, TokenId result);
  const Merge* find_merge(TokenId left, TokenId right) const;
  uint32_t rank_of(TokenId left, TokenId right) const;
  void start_symbols(std::string_view word, std::vector<Symbol>& symbols) const;
  void merge_short(std::vector<Symbol>& symbols) const;
  void merge_long(std::vector<Symbol>& symbols, std::vector<uint64_t>& queue) const;

  std::vector<Merge> merges_;  // open addressing, a power of two
  size_t mask_ = 0;
  int shift_ = 0;
  std::vector<TokenId> byte_ids_;  // 256; -1: no entry
  TokenId unknown_id_ = -1;        // -1: none
  bool fuse_unknown_ = false;
  std::unordered_map<std::string, TokenId> whole_words_;  // filled where merges are ignored for known words
};

}  // namespace chat
