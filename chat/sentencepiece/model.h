// A SentencePiece model as its file (`tokenizer.model`, message ModelProto) or a GGUF vocabulary describes it: pieces,
// how they are put together, and how text is normalised before. No behaviour.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "chat/tokenizer.h"

namespace chat::sentencepiece {

// Numbers as in the file, and in GGUF's tokenizer.ggml.token_type.
enum class PieceType : uint8_t { normal = 1, unknown = 2, control = 3, user_defined = 4, unused = 5, byte = 6 };

struct Piece {
  std::string text;
  float score = 0;
  PieceType type = PieceType::normal;
};

enum class Algorithm : uint8_t { unigram = 1, bpe = 2 };

inline constexpr std::string_view kSpace = "\xE2\x96\x81";  // ▁ stands for a space in pieces

struct Model {
  std::vector<Piece> pieces;  // by id
  Algorithm algorithm = Algorithm::unigram;
  bool byte_fallback = false;  // what has no piece becomes its bytes' pieces
  // The dummy space stands behind the text instead of in front.
  bool space_as_suffix = false;
  std::string unknown_text = " \xE2\x81\x87 ";  // what the unknown piece decodes to
  std::string bos_piece = "<s>";
  std::string eos_piece = "</s>";

  // Normalisation.
  std::string charsmap;  // precompiled rules (chat/sentencepiece/charsmap.h); empty: none
  bool add_dummy_prefix = true;
  bool remove_extra_whitespaces = true;
  bool escape_whitespaces = true;  // spaces become ▁
};

// Byte of a byte piece's text ("<0x0A>"); -1 for any other text.
int byte_of_piece(std::string_view text);

// Throws core::Error(data) for what the pieces lack or contradict: no or two unknown pieces, a piece given twice or
// empty, a score that is no number, byte pieces without byte fallback or fewer than 256 with it.
void validate(const Model& model);

// The file's bytes, checked. Throws core::Error(data) for a broken file, a tiktoken vocabulary of the same name, and
// what is not supported: word and character models, rules for decoding.
Model read_model(std::string_view file);
// A file that the reference's library reads as the same model.
std::string write_model(const Model& model);

}  // namespace chat::sentencepiece
