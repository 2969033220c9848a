// The pieces of a model, found by their text.
#pragma once

#include <algorithm>
#include <string_view>
#include <unordered_map>

#include "chat/sentencepiece/byte_trie.h"
#include "chat/sentencepiece/model.h"

namespace chat::sentencepiece {

// Bytes of the character at the front of `text` (not empty), by its first byte.
inline size_t character_bytes(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text.front());
  const size_t size = lead < 0xC0 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  return size < text.size() ? size : text.size();
}

class Vocabulary {
 public:
  // Views into the model's pieces: it must stay where it is.
  explicit Vocabulary(const Model& model);
  Vocabulary(const Vocabulary&) = delete;
  Vocabulary& operator=(const Vocabulary&) = delete;

  const Piece& piece(TokenId id) const { return model_.pieces[static_cast<size_t>(id)]; }
  PieceType type(TokenId id) const { return piece(id).type; }
  float score(TokenId id) const { return piece(id).score; }

  TokenId unknown_id() const { return unknown_id_; }
  TokenId byte_id(unsigned char byte) const { return byte_ids_[byte]; }  // -1 without byte fallback
  // Any piece with this text; those that text cannot become come first, as in the reference. -1: none.
  TokenId find(std::string_view text) const;
  // What text can become: normal, user-defined and unused pieces. -1: none.
  TokenId find_in_text(std::string_view text) const;

  const ByteTrie& user_defined() const { return user_defined_; }
  bool has_unused() const { return has_unused_; }
  size_t longest() const { return longest_; }  // bytes, of the pieces that text can become
  // Whether some piece that text can become is so.
  template <class Predicate>
  bool any_in_text(const Predicate& is) const {
    return std::any_of(in_text_.begin(), in_text_.end(), [&](const auto& entry) { return is(entry.first); });
  }

 private:
  const Model& model_;
  std::unordered_map<std::string_view, TokenId> in_text_;
  std::unordered_map<std::string_view, TokenId> reserved_;
  ByteTrie user_defined_;
  std::vector<TokenId> byte_ids_;
  TokenId unknown_id_ = -1;
  size_t longest_ = 0;
  bool has_unused_ = false;
};

}  // namespace chat::sentencepiece
