#include "chat/sentencepiece/vocabulary.h"

#include <algorithm>

namespace chat::sentencepiece {

Vocabulary::Vocabulary(const Model& model) : model_(model), byte_ids_(256, -1) {
  std::vector<std::pair<std::string_view, int32_t>> user_defined;
  in_text_.reserve(model.pieces.size());
  for (size_t i = 0; i < model.pieces.size(); ++i) {
    const Piece& piece = model.pieces[i];
    const auto id = static_cast<TokenId>(i);
    switch (piece.type) {
      case PieceType::user_defined:
        user_defined.emplace_back(piece.text, id);
        [[fallthrough]];
      case PieceType::normal:
      case PieceType::unused:
        in_text_.emplace(piece.text, id);
        longest_ = std::max(longest_, piece.text.size());
        has_unused_ = has_unused_ || piece.type == PieceType::unused;
        continue;
      case PieceType::unknown:
        unknown_id_ = id;
        break;
      case PieceType::byte:
        byte_ids_[static_cast<size_t>(byte_of_piece(piece.text))] = id;
        break;
      case PieceType::control:
        break;
    }
    reserved_.emplace(piece.text, id);
  }
  user_defined_ = ByteTrie(std::move(user_defined));
}

TokenId Vocabulary::find(std::string_view text) const {
  const auto found = reserved_.find(text);
  return found != reserved_.end() ? found->second : find_in_text(text);
}

TokenId Vocabulary::find_in_text(std::string_view text) const {
  const auto found = in_text_.find(text);
  return found != in_text_.end() ? found->second : -1;
}

}  // namespace chat::sentencepiece
