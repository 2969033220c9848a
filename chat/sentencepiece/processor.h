// A SentencePiece model at work: text -> ids and ids -> text, id for id as Google's library does it. Knows nothing of
// added tokens. Immutable and thread-safe after construction.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "chat/bpe.h"
#include "chat/scratch_pool.h"
#include "chat/sentencepiece/model.h"
#include "chat/sentencepiece/normalizer.h"
#include "chat/sentencepiece/segmenter.h"
#include "chat/sentencepiece/vocabulary.h"

namespace chat::sentencepiece {

class Processor {
 public:
  // Throws core::Error(data) for a broken charsmap. The model has been validated.
  explicit Processor(Model model);
  Processor(const Processor&) = delete;
  Processor& operator=(const Processor&) = delete;

  // Appends the ids of `text` (valid UTF-8), with offsets counted from `base`. `dummy_space`: see Normalizer.
  void encode(std::string_view text, bool dummy_space, uint32_t base, TokenSink& sink) const;

  const Model& model() const { return model_; }
  const Vocabulary& vocabulary() const { return vocabulary_; }
  // What a piece stands for, apart from its place in a text: ▁ is a space, a byte piece its byte, the unknown piece the
  // model's text for it, a control piece its name.
  std::string text_of(TokenId id) const;

 private:
  struct Scratch {
    Normalized normalized;
    BpeSegmenter::Scratch bpe;
    UnigramSegmenter::Scratch unigram;
    std::vector<Segment> segments;
    WordCache cache;
  };
  // A run of ids without gaps in one text.
  struct Output {
    TokenSink& sink;
    const Normalized& normalized;
    uint32_t base;
    bool after_unknown = false;

    void push(TokenId id, size_t begin, TokenId unknown_id);
  };

  void encode_word(std::string_view text, size_t begin, size_t size, Scratch& scratch, Output& output) const;
  // Bytes for unknown pieces, where the model falls back to them.
  void fall_back(std::string_view text, std::vector<Segment>& segments) const;

  Model model_;
  Vocabulary vocabulary_;
  Normalizer normalizer_;
  std::optional<BpeSegmenter> bpe_;
  std::optional<UnigramSegmenter> unigram_;
  mutable ScratchPool<Scratch> pool_;
};

// Puts the texts of ids together as the reference's Decode does.
class Decoder {
 public:
  // `at_start`: the ids begin a text, whose dummy space is no part of it.
  Decoder(const Processor& processor, bool at_start) : processor_(processor), at_start_(at_start) {}

  void add(TokenId piece);
  void add_text(std::string_view text);  // what is no piece of the model
  void skip();                           // a piece that is not shown; it parts what stands around it
  std::string take();

 private:
  void flush_bytes();

  const Processor& processor_;
  bool at_start_;
  bool seen_space_ = false;
  std::string bytes_;  // of byte pieces that follow each other
  std::string text_;
};

}  // namespace chat::sentencepiece
