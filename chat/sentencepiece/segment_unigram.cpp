#include <algorithm>
#include <limits>

#include "chat/sentencepiece/segmenter.h"

namespace chat::sentencepiece {
namespace {

ByteTrie pieces_of(const Model& model) {
  std::vector<std::pair<std::string_view, int32_t>> entries;
  for (size_t id = 0; id < model.pieces.size(); ++id) {
    const Piece& piece = model.pieces[id];
    if (piece.type == PieceType::normal || piece.type == PieceType::user_defined) {
      entries.emplace_back(piece.text, static_cast<int32_t>(id));
    }
  }
  return ByteTrie(std::move(entries));
}

constexpr float kLowestSum = -100'000;

// Takes the score of the path that ends at `at` off all that are open there: their differences stay.
void start_anew(UnigramSegmenter::Scratch& best, size_t at, size_t longest_piece) {
  const float sum = best[at].score;
  const size_t end = std::min(best.size(), at + std::max<size_t>(longest_piece, 4) + 1);
  for (size_t i = at; i < end; ++i) {
    if (best[i].begin >= 0) best[i].score -= sum;
  }
}

}  // namespace

// The reference starts its search for the largest score at the smallest positive float, and scores are logarithms:
// that is what the largest nearly always is.
UnigramSegmenter::UnigramSegmenter(const Model& model, const Vocabulary& vocabulary)
    : vocabulary_(vocabulary), trie_(pieces_of(model)), max_score_(std::numeric_limits<float>::min()) {
  constexpr float kUnknownPenalty = 10;
  float min_score = std::numeric_limits<float>::max();
  for (const Piece& piece : model.pieces) {
    if (piece.type != PieceType::normal) continue;
    min_score = std::min(min_score, piece.score);
    max_score_ = std::max(max_score_, piece.score);
  }
  unknown_score_ = min_score - kUnknownPenalty;
}

// Sums are floats, and begin anew once they are large, as in the reference: that decides between nearly equal paths.
void UnigramSegmenter::segment(std::string_view text, Scratch& best, std::vector<Segment>& out) const {
  best.assign(text.size() + 1, {});
  const auto offer = [&](size_t end, size_t begin, TokenId id, float score) {
    Best& at = best[end];
    if (at.begin < 0 || score > at.score) at = {score, static_cast<int32_t>(begin), id};
  };
  for (size_t begin = 0; begin < text.size();) {
    if (best[begin].score < kLowestSum) start_anew(best, begin, vocabulary_.longest());
    const float so_far = best[begin].score;
    const size_t character = character_bytes(text.substr(begin));
    bool has_single = false;
    uint32_t node = 0;
    for (size_t at = begin; at < text.size() && (node = trie_.child(node, text[at])) != ByteTrie::kNone; ++at) {
      const TokenId id = trie_.value(node);
      if (id < 0) continue;
      const size_t size = at + 1 - begin;
      // A user-defined piece is worth more than any other way to write it.
      const double score = vocabulary_.type(id) == PieceType::user_defined ? static_cast<float>(size) * max_score_ - 0.1
                                                                           : static_cast<double>(vocabulary_.score(id));
      offer(at + 1, begin, id, static_cast<float>(score + so_far));
      has_single = has_single || size == character;
    }
    if (!has_single) offer(begin + character, begin, vocabulary_.unknown_id(), unknown_score_ + so_far);
    begin += character;
  }
  const size_t first = out.size();
  for (size_t end = text.size(); end > 0;) {
    const Best& at = best[end];
    out.push_back(
        {at.id, static_cast<uint32_t>(at.begin), static_cast<uint32_t>(end) - static_cast<uint32_t>(at.begin)});
    end = static_cast<size_t>(at.begin);
  }
  std::reverse(out.begin() + static_cast<std::ptrdiff_t>(first), out.end());
}

}  // namespace chat::sentencepiece
