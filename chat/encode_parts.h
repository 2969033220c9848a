// What every tokenizer does around its words: repairs bytes, finds the added tokens, and brings offsets back to the
// input.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

#include "chat/added_tokens.h"
#include "chat/bpe.h"
#include "chat/text_map.h"
#include "chat/utf8_text.h"
#include "core/error.h"

namespace chat {

// Offsets of the tokens from `first` on: from a rewritten text to where it came from.
inline void map_offsets(TokenSink& sink, size_t first, const TextMap& map, uint32_t base) {
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

// Calls encode(text) with valid UTF-8; the offsets that it emits become those of the text as given.
// Throws core::Error(data) for a text of more than a gigabyte.
template <class Encode>
void encode_repaired(std::string_view text, TokenSink& sink, Encode&& encode) {
  constexpr size_t kMaxBytes = 1UL << 30U;  // a repaired text can be three times as long, and offsets have 32 bits
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
  encode(text);
  map_offsets(sink, first, repairs, 0);
}

}  // namespace chat
