#include "chat/encoder.h"

#include <algorithm>
#include <string>

#include "chat/nfc.h"
#include "chat/utf8_text.h"
#include "core/error.h"

namespace chat {
namespace {

// A repaired text can be three times as long, and offsets have 32 bits.
constexpr size_t kMaxBytes = 1UL << 30U;

// Offsets of the tokens from `first` on: from a rewritten text to where it came from.
void map_offsets(TokenSink& sink, size_t first, const TextMap& map, uint32_t base) {
  if (sink.begin == nullptr || (map.empty() && base == 0)) return;
  std::for_each(sink.begin->begin() + static_cast<std::ptrdiff_t>(first), sink.begin->end(),
                [&](uint32_t& begin) { begin = base + map.to_input(begin); });
}

// Emits the added tokens that `finder` knows and calls plain(begin, end) for what lies between them.
template <class Plain>
void split_added(const AddedTokenFinder& finder, std::string_view text, TokenSink& sink, Plain&& plain) {
  size_t done = 0;
  for (const AddedTokenFinder::Match& match : finder.find_all(text)) {
    if (match.begin > done) plain(done, match.begin);
    sink.push(match.id, static_cast<uint32_t>(match.begin));
    done = match.end;
  }
  if (done < text.size()) plain(done, text.size());
}

}  // namespace

Encoder::Encoder(const TokenizerData& data, const VocabIndex& index)
    : nfc_(data.nfc), bpe_(data, index), pretokenizer_(data.split_patterns) {
  for (const AddedToken& token : data.added) {
    (token.normalized ? in_normalized_ : in_written_).add(token, effective_text(token, nfc_));
  }
}

void Encoder::encode(std::string_view text, bool added_tokens, TokenSink& sink) const {
  if (text.size() > kMaxBytes) {
    throw core::data_error(core::format("a text of {} bytes is too long for the tokenizer", text.size()),
                           "encode it in parts");
  }
  const size_t first = sink.ids.size();
  std::string repaired;
  TextMap repairs;
  if (!is_valid_utf8(text)) {
    repaired = repair_utf8(text, &repairs);
    text = repaired;
  }
  const auto scratch = pool_.lease();
  if (added_tokens && !in_written_.empty()) {
    split_added(in_written_, text, sink, [&](size_t begin, size_t end) {
      encode_written(text.substr(begin, end - begin), {static_cast<uint32_t>(begin), added_tokens}, *scratch, sink);
    });
  } else {
    encode_written(text, {0, added_tokens}, *scratch, sink);
  }
  map_offsets(sink, first, repairs, 0);
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
