#include "chat/bpe.h"

#include <algorithm>
#include <bit>
#include <functional>
#include <limits>

#include "chat/byte_alphabet.h"
#include "core/error.h"

namespace chat {
namespace {

constexpr uint64_t kNoPair = std::numeric_limits<uint64_t>::max();
constexpr uint32_t kNoRank = std::numeric_limits<uint32_t>::max();
constexpr uint32_t kNone = std::numeric_limits<uint32_t>::max();
// Up to here scanning all pairs for the best one beats a heap.
constexpr size_t kShortWord = 40;
// One word of a megabyte must not hold its memory for ever.
constexpr size_t kKeptSymbols = 1U << 16U;

uint64_t pair_key(TokenId left, TokenId right) {
  return (static_cast<uint64_t>(static_cast<uint32_t>(left)) << 32U) | static_cast<uint32_t>(right);
}

uint64_t pair_hash(uint64_t key) {
  key *= 0x9E3779B97F4A7C15ULL;
  return key ^ (key >> 29U);
}

core::Error missing_token(size_t rank, std::string_view token) {
  return core::data_error(core::format("merge {}: the token '{}' is not in the vocabulary", rank + 1, token),
                          "the tokenizer file is damaged or made for another vocabulary");
}

void remember(std::string_view word, const std::vector<Bpe::Symbol>& symbols, WordCache::Entry& entry) {
  std::copy(word.begin(), word.end(), entry.bytes.begin());
  entry.byte_count = static_cast<uint8_t>(word.size());
  entry.token_count = static_cast<uint8_t>(symbols.size());
  for (size_t i = 0; i < symbols.size(); ++i) {
    entry.ids[i] = symbols[i].id;
    entry.begin[i] = static_cast<uint8_t>(symbols[i].begin);
  }
}

}  // namespace

Bpe::Bpe(const TokenizerData& data, const VocabIndex& index) : byte_ids_(256, -1), fuse_unknown_(data.fuse_unknown) {
  const auto find = [&](std::string_view text) {
    const auto found = index.find(text);
    return found == index.end() ? -1 : found->second;
  };

  for (int b = 0; b < 256; ++b) byte_ids_[b] = find(bytes_to_alphabet(std::string(1, static_cast<char>(b))));
  if (!data.unknown_token.empty()) {
    unknown_id_ = find(data.unknown_token);
    if (unknown_id_ < 0) {
      throw core::data_error(core::format("the unknown token '{}' is not in the vocabulary", data.unknown_token),
                             "the tokenizer file is damaged or made for another vocabulary");
    }
  }
  if (data.ignore_merges) {
    for (const auto& [text, id] : index) {
      AlphabetBytes raw = alphabet_to_bytes(text);
      if (raw.in_alphabet) whole_words_.emplace(std::move(raw.bytes), id);
    }
  }

  const size_t capacity = std::bit_ceil(std::max<size_t>(16, data.merges.size() * 2));
  merges_.assign(capacity, Merge{kNoPair, 0, 0});
  mask_ = capacity - 1;
  shift_ = 64 - std::countr_zero(capacity);
  std::string whole;
  for (size_t rank = 0; rank < data.merges.size(); ++rank) {
    const auto& [left, right] = data.merges[rank];
    whole.assign(left).append(right);
    const TokenId left_id = find(left);
    const TokenId right_id = find(right);
    const TokenId result = find(whole);
    if (left_id < 0) throw missing_token(rank, left);
    if (right_id < 0) throw missing_token(rank, right);
    if (result < 0) throw missing_token(rank, whole);
    add_merge(left_id, right_id, static_cast<uint32_t>(rank), result);
  }
}

// A pair given twice keeps its last rank, as in the reference.
void Bpe::add_merge(TokenId left, TokenId right, uint32_t rank, TokenId result) {
  const uint64_t key = pair_key(left, right);
  size_t at = pair_hash(key) >> shift_;
  while (merges_[at].pair != kNoPair && merges_[at].pair != key) at = (at + 1) & mask_;
  merges_[at] = {key, rank, result};
}

const Bpe::Merge* Bpe::find_merge(TokenId left, TokenId right) const {
  const uint64_t key = pair_key(left, right);
  for (size_t at = pair_hash(key) >> shift_;; at = (at + 1) & mask_) {
    const Merge& merge = merges_[at];
    if (merge.pair == key) return &merge;
    if (merge.pair == kNoPair) return nullptr;
  }
}

uint32_t Bpe::rank_of(TokenId left, TokenId right) const {
  const Merge* merge = find_merge(left, right);
  return merge == nullptr ? kNoRank : merge->rank;
}

void Bpe::start_symbols(std::string_view word, std::vector<Symbol>& symbols) const {
  symbols.clear();
  for (size_t at = 0; at < word.size(); ++at) {
    TokenId id = byte_ids_[static_cast<unsigned char>(word[at])];
    if (id < 0) {
      id = unknown_id_;
      if (id < 0 || (fuse_unknown_ && !symbols.empty() && symbols.back().id == id)) continue;
    }
    symbols.push_back({id, static_cast<uint32_t>(at), kNoRank, kNone, kNone});
  }
  for (size_t i = 0; i + 1 < symbols.size(); ++i) symbols[i].rank = rank_of(symbols[i].id, symbols[i + 1].id);
}

void Bpe::merge_short(std::vector<Symbol>& symbols) const {
  while (symbols.size() > 1) {
    size_t best = 0;
    for (size_t i = 1; i + 1 < symbols.size(); ++i) {
      if (symbols[i].rank < symbols[best].rank) best = i;
    }
    if (symbols[best].rank == kNoRank) return;
    symbols[best].id = find_merge(symbols[best].id, symbols[best + 1].id)->result;
    symbols.erase(symbols.begin() + static_cast<std::ptrdiff_t>(best) + 1);
    symbols[best].rank = best + 1 < symbols.size() ? rank_of(symbols[best].id, symbols[best + 1].id) : kNoRank;
    if (best > 0) symbols[best - 1].rank = rank_of(symbols[best - 1].id, symbols[best].id);
  }
}

// A heap of (rank, position) over a linked list: n log n for words of any length. Entries of pairs that have changed
// since they were queued are known by their rank and skipped.
void Bpe::merge_long(std::vector<Symbol>& symbols, std::vector<uint64_t>& queue) const {
  const auto count = static_cast<uint32_t>(symbols.size());
  queue.clear();
  for (uint32_t i = 0; i < count; ++i) {
    symbols[i].previous = i == 0 ? kNone : i - 1;
    symbols[i].next = i + 1 == count ? kNone : i + 1;
    if (symbols[i].rank != kNoRank) queue.push_back((static_cast<uint64_t>(symbols[i].rank) << 32U) | i);
  }
  std::make_heap(queue.begin(), queue.end(), std::greater<>());
  const auto update = [&](uint32_t at) {
    auto& symbol = symbols[at];
    symbol.rank = symbol.next == kNone ? kNoRank : rank_of(symbol.id, symbols[symbol.next].id);
    if (symbol.rank == kNoRank) return;
    queue.push_back((static_cast<uint64_t>(symbol.rank) << 32U) | at);
    std::push_heap(queue.begin(), queue.end(), std::greater<>());
  };
  while (!queue.empty()) {
    const uint64_t top = queue.front();
    std::pop_heap(queue.begin(), queue.end(), std::greater<>());
    queue.pop_back();
    const auto at = static_cast<uint32_t>(top);
    auto& symbol = symbols[at];
    if (symbol.rank != static_cast<uint32_t>(top >> 32U)) continue;
    auto& taken = symbols[symbol.next];
    symbol.id = find_merge(symbol.id, taken.id)->result;
    symbol.next = taken.next;
    taken.rank = kNoRank;
    taken.id = -1;
    if (symbol.next != kNone) symbols[symbol.next].previous = at;
    update(at);
    if (symbol.previous != kNone) update(symbol.previous);
  }
  std::erase_if(symbols, [](const Symbol& symbol) { return symbol.id < 0; });
}

void Bpe::encode_word(std::string_view word, uint32_t base, Scratch& scratch, TokenSink& sink) const {
  WordCache::Entry* entry = word.size() <= WordCache::kMaxBytes ? &scratch.cache.slot(word) : nullptr;
  if (entry != nullptr && entry->holds(word)) {
    for (size_t i = 0; i < entry->token_count; ++i) sink.push(entry->ids[i], base + entry->begin[i]);
    return;
  }
  auto& symbols = scratch.symbols;
  const auto whole = whole_words_.empty() ? whole_words_.end() : whole_words_.find(std::string(word));
  if (whole != whole_words_.end()) {
    symbols.assign(1, {whole->second, 0, kNoRank, kNone, kNone});
  } else {
    start_symbols(word, symbols);
    if (symbols.size() <= kShortWord) {
      merge_short(symbols);
    } else {
      merge_long(symbols, scratch.queue);
    }
  }
  for (const Symbol& symbol : symbols) sink.push(symbol.id, base + symbol.begin);
  if (entry != nullptr && symbols.size() <= WordCache::kMaxTokens) remember(word, symbols, *entry);
  if (symbols.capacity() > kKeptSymbols) {
    symbols = {};
    scratch.queue = {};
  }
}

}  // namespace chat
