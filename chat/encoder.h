// Text -> token ids: repair, added tokens, normalisation, words, merges, in the order of Hugging Face `tokenizers`.
#pragma once

#include <string_view>

#include "chat/added_tokens.h"
#include "chat/bpe.h"
#include "chat/pretokenizer.h"
#include "chat/scratch_pool.h"
#include "chat/tokenizer_data.h"

namespace chat {

class Encoder {
 public:
  // The vocabulary is read through `index`, the rest from `data`; nothing of either is kept.
  // Throws core::Error(data) for merges outside the vocabulary and for unsupported patterns.
  Encoder(const TokenizerData& data, const VocabIndex& index);

  // Appends to `sink`, with byte offsets in `text`. Throws core::Error(data) for a text of more than a gigabyte.
  void encode(std::string_view text, bool added_tokens, TokenSink& sink) const;

 private:
  struct Scratch {
    Bpe::Scratch bpe;
    Pretokenizer::Scratch split;
  };

  struct Part {
    uint32_t begin;  // where it starts in the whole text
    bool added_tokens;
  };

  // A part without raw added tokens: normalises it, then looks for the added tokens that want normalised text.
  void encode_written(std::string_view text, Part part, Scratch& scratch, TokenSink& sink) const;
  void encode_words(std::string_view text, uint32_t base, Scratch& scratch, TokenSink& sink) const;

  bool nfc_;
  Bpe bpe_;
  Pretokenizer pretokenizer_;
  AddedTokenFinder in_written_;
  AddedTokenFinder in_normalized_;
  mutable ScratchPool<Scratch> pool_;
};

}  // namespace chat
