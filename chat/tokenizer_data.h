// What a tokenizer is made of, whatever file described it. Readers (JSON, GGUF) fill it; the tokenizer consumes it.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "chat/tokenizer.h"

namespace chat {

struct AddedToken {
  TokenId id = 0;
  std::string content;
  bool special = false;
  bool single_word = false;
  bool lstrip = false;      // takes the white space to its left
  bool rstrip = false;      // takes the white space to its right
  bool normalized = false;  // matched in the normalised text, else in the text as written
};

struct VocabEntry {
  std::string text;  // in the byte alphabet
  TokenId id = 0;
};

struct TokenizerData {
  std::vector<VocabEntry> vocab;
  std::vector<std::pair<std::string, std::string>> merges;  // by rank
  std::vector<AddedToken> added;
  bool nfc = false;
  // Applied one after the other; each splits every piece into its matches and what lies between them.
  std::vector<std::string> split_patterns;
  bool ignore_merges = false;  // a word that is a vocabulary entry is taken whole
  std::string unknown_token;   // empty: bytes without an entry vanish, as in the reference
  bool fuse_unknown = false;
  std::string bos_token;  // empty: none
  std::string eos_token;
  bool add_bos = false;  // the files ask for it around a whole text
  bool add_eos = false;
  // What Tokenizer::hf_files() returns, made from this data when somebody asks.
  std::function<std::vector<std::pair<std::string, std::string>>(const TokenizerData&)> make_files;
};

// Ids of a vocabulary by text; the views point into it.
using VocabIndex = std::unordered_map<std::string_view, TokenId>;

// GPT-2's split, which Hugging Face's ByteLevel(use_regex=True) applies.
inline constexpr std::string_view kGpt2Pattern =
    R"('s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+)";

// Highest id accepted: a hostile file must not make us allocate by its numbers.
inline constexpr int64_t kMaxTokenId = (1 << 24) - 1;

// Readers. Throw core::Error(data) naming the component or entry that is broken or unsupported.
TokenizerData read_tokenizer_json(const core::fs::path& tokenizer_json);
TokenizerData read_tokenizer_gguf(const core::GgufFile& gguf);

}  // namespace chat
