#include "chat/encoder.h"

#include "chat/encode_parts.h"
#include "chat/nfc.h"

namespace chat {

Encoder::Encoder(const TokenizerData& data, const VocabIndex& index)
    : nfc_(data.nfc), bpe_(data, index), pretokenizer_(data.split_patterns) {
  for (const AddedToken& token : data.added) {
    (token.normalized ? in_normalized_ : in_written_).add(token, effective_text(token, nfc_));
  }
}

void Encoder::encode(std::string_view whole, bool added_tokens, TokenSink& sink) const {
  encode_repaired(whole, sink, [&](std::string_view text) {
    const auto scratch = pool_.lease();
    if (added_tokens && !in_written_.empty()) {
      split_added(in_written_, text, sink, [&](size_t begin, size_t end) {
        encode_written(text.substr(begin, end - begin), {static_cast<uint32_t>(begin), added_tokens}, *scratch, sink);
      });
    } else {
      encode_written(text, {0, added_tokens}, *scratch, sink);
    }
  });
}

void Encoder::encode_written(std::string_view text, Part part, Scratch& scratch, TokenSink& sink) const {
  const size_t first = sink.ids.size();
  TextMap changes;
  const auto normal = nfc_ ? to_nfc(text, sink.begin != nullptr ? &changes : nullptr) : std::nullopt;
  if (normal) text = *normal;
  if (part.added_tokens && !in_normalized_.empty()) {
    split_added(in_normalized_, text, sink, [&](size_t begin, size_t end) {
      encode_words(text.substr(begin, end - begin), static_cast<uint32_t>(begin), scratch, sink);
    });
  } else {
    encode_words(text, 0, scratch, sink);
  }
  map_offsets(sink, first, changes, part.begin);
}

void Encoder::encode_words(std::string_view text, uint32_t base, Scratch& scratch, TokenSink& sink) const {
  pretokenizer_.split(text, scratch.split, [&](size_t begin, size_t end) {
    bpe_.encode_word(text.substr(begin, end - begin), base + static_cast<uint32_t>(begin), scratch.bpe, sink);
  });
}

}  // namespace chat
