#include <algorithm>

#include "chat/sentencepiece/segmenter.h"

namespace chat::sentencepiece {
namespace {

// Later in the queue: the worse score, and the right one of equals.
bool is_later(const BpeSegmenter::Merge& a, const BpeSegmenter::Merge& b) {
  return a.score < b.score || (a.score == b.score && a.left > b.left);
}

// A space behind anything but spaces.
bool has_inner_space(std::string_view text) {
  while (text.starts_with(kSpace)) text.remove_prefix(kSpace.size());
  return text.find(kSpace) != std::string_view::npos;
}

}  // namespace

BpeSegmenter::BpeSegmenter(const Vocabulary& vocabulary) : vocabulary_(vocabulary) {
  words_are_separate_ = !vocabulary.has_unused() && !vocabulary.any_in_text(has_inner_space);
}

void BpeSegmenter::start(std::string_view text, std::vector<Symbol>& symbols) const {
  symbols.clear();
  const ByteTrie& user_defined = vocabulary_.user_defined();
  for (size_t at = 0; at < text.size();) {
    const std::string_view rest = text.substr(at);
    const size_t frozen = user_defined.empty() ? 0 : user_defined.longest_prefix(rest);
    const size_t size = frozen > 0 ? frozen : character_bytes(rest);
    const auto index = static_cast<int32_t>(symbols.size());
    symbols.push_back({static_cast<uint32_t>(at), static_cast<uint32_t>(size), index - 1, index + 1, frozen > 0});
    at += size;
  }
  if (!symbols.empty()) symbols.back().next = -1;
}

void BpeSegmenter::queue_merge(std::string_view text, int32_t left, int32_t right, Scratch& scratch) const {
  if (left < 0 || right < 0) return;
  const Symbol& first = scratch.symbols[static_cast<size_t>(left)];
  const Symbol& second = scratch.symbols[static_cast<size_t>(right)];
  const size_t size = size_t{first.size} + second.size;
  if (first.frozen || second.frozen || size > vocabulary_.longest()) return;
  const std::string_view piece = text.substr(first.begin, size);
  const TokenId id = vocabulary_.find_in_text(piece);
  if (id < 0) return;
  scratch.queue.push_back({vocabulary_.score(id), left, right, static_cast<uint32_t>(size)});
  std::push_heap(scratch.queue.begin(), scratch.queue.end(), is_later);
  if (vocabulary_.type(id) == PieceType::unused) {
    scratch.halves[piece] = {text.substr(first.begin, first.size), text.substr(second.begin, second.size)};
  }
}

// Halves are shorter than what they make, so this ends.
void BpeSegmenter::take_apart(std::string_view text, std::string_view piece, const Scratch& scratch,
                              std::vector<Segment>& out) const {
  const TokenId found = vocabulary_.find(piece);
  const TokenId id = found < 0 ? vocabulary_.unknown_id() : found;
  if (vocabulary_.type(id) == PieceType::unused) {
    if (const auto halves = scratch.halves.find(piece); halves != scratch.halves.end()) {
      // The same text may stand elsewhere: keep to this place.
      const size_t middle = halves->second.first.size();
      take_apart(text, piece.substr(0, middle), scratch, out);
      take_apart(text, piece.substr(middle), scratch, out);
      return;
    }
  }
  out.push_back({id, static_cast<uint32_t>(piece.data() - text.data()), static_cast<uint32_t>(piece.size())});
}

void BpeSegmenter::segment(std::string_view text, Scratch& scratch, std::vector<Segment>& out) const {
  auto& [symbols, queue, halves] = scratch;
  start(text, symbols);
  queue.clear();
  halves.clear();
  for (size_t i = 1; i < symbols.size(); ++i) {
    queue_merge(text, static_cast<int32_t>(i) - 1, static_cast<int32_t>(i), scratch);
  }
  while (!queue.empty()) {
    const Merge merge = queue.front();
    std::pop_heap(queue.begin(), queue.end(), is_later);
    queue.pop_back();
    Symbol& left = symbols[static_cast<size_t>(merge.left)];
    Symbol& right = symbols[static_cast<size_t>(merge.right)];
    // One of the two has merged with another since.
    if (left.size == 0 || right.size == 0 || left.size + right.size != merge.size) continue;
    left.size = merge.size;
    left.next = right.next;
    right.size = 0;
    if (left.next >= 0) symbols[static_cast<size_t>(left.next)].previous = merge.left;
    queue_merge(text, left.previous, merge.left, scratch);
    queue_merge(text, merge.left, left.next, scratch);
  }
  for (const Symbol& symbol : symbols) {
    if (symbol.size > 0) take_apart(text, text.substr(symbol.begin, symbol.size), scratch, out);
  }
}

}  // namespace chat::sentencepiece
