#include "chat/sentencepiece/processor.h"

#include <algorithm>

#include "chat/utf8_text.h"
#include "core/text.h"

namespace chat::sentencepiece {
namespace {

// One text of a megabyte must not hold its memory for ever.
constexpr size_t kKeptBytes = 1U << 18U;

// Where the word that starts at `at` ends: before a space that follows something else.
size_t word_end(std::string_view text, size_t at) {
  while (text.substr(at).starts_with(kSpace)) at += kSpace.size();
  return std::min(text.find(kSpace, at), text.size());
}

}  // namespace

Processor::Processor(Model model) : model_(std::move(model)), vocabulary_(model_), normalizer_(model_, vocabulary_) {
  if (model_.algorithm == Algorithm::bpe) {
    bpe_.emplace(vocabulary_);
  } else {
    unigram_.emplace(model_, vocabulary_);
  }
}

// Unknown pieces that follow each other are one.
void Processor::Output::push(TokenId id, size_t begin, TokenId unknown_id) {
  const bool unknown = id == unknown_id;
  if (!(unknown && after_unknown)) sink.push(id, base + normalized.origin[begin]);
  after_unknown = unknown;
}

void Processor::fall_back(std::string_view text, std::vector<Segment>& segments) const {
  if (!model_.byte_fallback) return;
  const TokenId unknown = vocabulary_.unknown_id();
  if (std::none_of(segments.begin(), segments.end(), [&](const Segment& s) { return s.id == unknown; })) return;
  std::vector<Segment> out;
  for (const Segment& segment : segments) {
    if (segment.id != unknown) {
      out.push_back(segment);
      continue;
    }
    for (uint32_t i = 0; i < segment.size; ++i) {
      const auto byte = static_cast<unsigned char>(text[segment.begin + i]);
      out.push_back({vocabulary_.byte_id(byte), segment.begin + i, 1});
    }
  }
  segments = std::move(out);
}

void Processor::encode_word(std::string_view text, size_t begin, size_t size, Scratch& scratch, Output& output) const {
  const std::string_view word = text.substr(begin, size);
  const TokenId unknown = vocabulary_.unknown_id();
  WordCache::Entry* entry = bpe_ && size <= WordCache::kMaxBytes ? &scratch.cache.slot(word) : nullptr;
  if (entry != nullptr && entry->holds(word)) {
    for (size_t i = 0; i < entry->token_count; ++i) output.push(entry->ids[i], begin + entry->begin[i], unknown);
    return;
  }
  std::vector<Segment>& segments = scratch.segments;
  segments.clear();
  if (bpe_) {
    bpe_->segment(word, scratch.bpe, segments);
  } else {
    unigram_->segment(word, scratch.unigram, segments);
  }
  fall_back(word, segments);
  for (const Segment& segment : segments) output.push(segment.id, begin + segment.begin, unknown);
  if (entry != nullptr && segments.size() <= WordCache::kMaxTokens) {
    std::copy(word.begin(), word.end(), entry->bytes.begin());
    entry->byte_count = static_cast<uint8_t>(size);
    entry->token_count = static_cast<uint8_t>(segments.size());
    for (size_t i = 0; i < segments.size(); ++i) {
      entry->ids[i] = segments[i].id;
      entry->begin[i] = static_cast<uint8_t>(segments[i].begin);
    }
  }
}

void Processor::encode(std::string_view text, bool dummy_space, uint32_t base, TokenSink& sink) const {
  const auto lease = pool_.lease();
  Scratch& scratch = *lease;
  normalizer_.normalize(text, dummy_space, scratch.normalized);
  const std::string_view normal = scratch.normalized.text;
  Output output{sink, scratch.normalized, base};
  if (bpe_ && bpe_->words_are_separate()) {
    for (size_t at = 0; at < normal.size();) {
      const size_t end = word_end(normal, at);
      encode_word(normal, at, end - at, scratch, output);
      at = end;
    }
  } else if (!normal.empty()) {
    encode_word(normal, 0, normal.size(), scratch, output);
  }
  if (normal.size() > kKeptBytes) {
    scratch.normalized = {};
    scratch.bpe = {};
    scratch.unigram = {};
    scratch.segments = {};
  }
}

std::string Processor::text_of(TokenId id) const {
  const Piece& piece = vocabulary_.piece(id);
  if (piece.type == PieceType::byte) return std::string(1, static_cast<char>(byte_of_piece(piece.text)));
  if (piece.type == PieceType::unknown) return model_.unknown_text;
  if (piece.type == PieceType::control) return piece.text;
  return core::replace_all(piece.text, kSpace, " ");
}

// Invalid bytes become U+FFFD one by one, unlike anywhere else in the program: so the reference has it.
void Decoder::flush_bytes() {
  for (std::string_view rest = bytes_; !rest.empty();) {
    const size_t size = character_bytes(rest);
    if (is_valid_utf8(rest.substr(0, size))) {
      text_ += rest.substr(0, size);
      rest.remove_prefix(size);
    } else {
      text_ += "\xEF\xBF\xBD";
      rest.remove_prefix(1);
    }
  }
  bytes_.clear();
}

void Decoder::add(TokenId id) {
  const Model& model = processor_.model();
  const Piece& piece = processor_.vocabulary().piece(id);
  std::string text = processor_.text_of(id);
  if (piece.type == PieceType::byte) {
    bytes_ += text;
    return;
  }
  skip();
  const bool strips = at_start_ && (model.add_dummy_prefix || model.remove_extra_whitespaces);
  if (strips && piece.type != PieceType::unknown && piece.text.starts_with(kSpace)) {
    text.erase(0, 1);
    // Where the model removes white space, all of it at the start goes.
    seen_space_ = !model.remove_extra_whitespaces;
  }
  text_ += text;
}

void Decoder::skip() {
  flush_bytes();
  if (seen_space_ || !text_.empty()) at_start_ = false;
  seen_space_ = false;
}

void Decoder::add_text(std::string_view text) {
  skip();
  text_ += text;
}

std::string Decoder::take() {
  flush_bytes();
  return std::move(text_);
}

}  // namespace chat::sentencepiece
