#include "chat/sentencepiece/model.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <functional>
#include <unordered_set>

#include "chat/sentencepiece/wire.h"
#include "chat/tokenizer_data.h"
#include "core/error.h"

namespace chat::sentencepiece {
namespace {

// Field numbers of sentencepiece_model.proto.
enum ModelField : uint32_t { kPieces = 1, kTrainer = 2, kNormalizer = 3, kDenormalizer = 5 };
enum PieceField : uint32_t { kText = 1, kScore = 2, kType = 3 };
enum TrainerField : uint32_t {
  kModelType = 3,
  kSpaceAsSuffix = 24,
  kByteFallback = 35,
  kUnknownId = 40,
  kBosId = 41,
  kEosId = 42,
  kUnknownText = 44,
  kBosPiece = 46,
  kEosPiece = 47,
};
enum NormalizerField : uint32_t { kName = 1, kCharsmap = 2, kDummyPrefix = 3, kExtraSpaces = 4, kEscape = 5 };

// Far above any vocabulary's longest entry; keeps a hostile file from making every step of encoding slow.
constexpr size_t kMaxPieceBytes = 4096;

// Calls read(field) for every field; known numbers with another wire type are passed over, as by protobuf.
void each_field(std::string_view message, const std::function<void(const WireField&)>& read) {
  WireReader reader(message);
  for (WireField field; reader.next(field);) read(field);
}

bool is(const WireField& field, uint32_t number, WireType type) {
  return field.number == number && field.type == type;
}

Piece read_piece(std::string_view message) {
  Piece piece;
  each_field(message, [&](const WireField& field) {
    if (is(field, kText, WireType::bytes)) piece.text = field.bytes;
    if (is(field, kScore, WireType::fixed32)) piece.score = std::bit_cast<float>(static_cast<uint32_t>(field.value));
    if (is(field, kType, WireType::varint)) {
      if (field.value < 1 || field.value > 6) throw core::data_error(core::format("piece type {}", field.value));
      piece.type = static_cast<PieceType>(field.value);
    }
  });
  return piece;
}

void read_trainer(std::string_view message, Model& model) {
  each_field(message, [&](const WireField& field) {
    if (is(field, kModelType, WireType::varint)) {
      if (field.value != 1 && field.value != 2) {
        const std::string_view name = field.value == 3 ? "word" : field.value == 4 ? "char" : "unknown";
        throw core::data_error(core::format("model_type {} ({}) is not supported", field.value, name),
                               "supported: unigram and bpe");
      }
      model.algorithm = static_cast<Algorithm>(field.value);
    }
    if (is(field, kSpaceAsSuffix, WireType::varint)) model.space_as_suffix = field.value != 0;
    if (is(field, kByteFallback, WireType::varint)) model.byte_fallback = field.value != 0;
    if (is(field, kUnknownText, WireType::bytes)) model.unknown_text = field.bytes;
    if (is(field, kBosPiece, WireType::bytes)) model.bos_piece = field.bytes;
    if (is(field, kEosPiece, WireType::bytes)) model.eos_piece = field.bytes;
  });
}

void read_normalizer(std::string_view message, Model& model) {
  each_field(message, [&](const WireField& field) {
    if (is(field, kCharsmap, WireType::bytes)) model.charsmap = field.bytes;
    if (is(field, kDummyPrefix, WireType::varint)) model.add_dummy_prefix = field.value != 0;
    if (is(field, kExtraSpaces, WireType::varint)) model.remove_extra_whitespaces = field.value != 0;
    if (is(field, kEscape, WireType::varint)) model.escape_whitespaces = field.value != 0;
  });
}

void refuse_denormalizer(std::string_view message) {
  each_field(message, [&](const WireField& field) {
    if (is(field, kCharsmap, WireType::bytes) && !field.bytes.empty()) {
      throw core::data_error("denormalizer_spec: rules for decoding are not supported", "use another model");
    }
  });
}

// Llama 3 and others keep a tiktoken vocabulary under the same name: lines of base64, a space and a rank.
bool is_tiktoken(std::string_view file) {
  const size_t space = file.substr(0, 200).find(' ');
  if (space == std::string_view::npos || space == 0) return false;
  const std::string_view token = file.substr(0, space);
  constexpr std::string_view kBase64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=";
  const size_t digits_end = file.find_first_not_of("0123456789", space + 1);
  return token.find_first_not_of(kBase64) == std::string_view::npos && digits_end > space + 1 &&
         digits_end != std::string_view::npos && (file[digits_end] == '\n' || file[digits_end] == '\r');
}

void check_piece(const Piece& piece) {
  if (piece.text.empty()) throw core::data_error("empty");
  if (piece.text.size() > kMaxPieceBytes) throw core::data_error(core::format("{} bytes long", piece.text.size()));
  if (std::isnan(piece.score)) throw core::data_error("its score is not a number");
  if (piece.type == PieceType::byte && byte_of_piece(piece.text) < 0) {
    throw core::data_error(core::format("'{}' is no byte piece (<0x00> to <0xFF>)", piece.text));
  }
}

}  // namespace

int byte_of_piece(std::string_view text) {
  if (text.size() != 6 || !text.starts_with("<0x") || text[5] != '>') return -1;
  const auto digit = [](char c) { return std::string_view("0123456789ABCDEF").find(c); };
  const size_t high = digit(text[3]);
  const size_t low = digit(text[4]);
  return high > 15 || low > 15 ? -1 : static_cast<int>(high * 16 + low);
}

void validate(const Model& model) {
  constexpr std::string_view kHint = "the model file is damaged or was put together by hand";
  if (model.pieces.empty()) throw core::data_error("the model has no pieces", std::string(kHint));
  if (model.pieces.size() > static_cast<size_t>(kMaxTokenId)) {
    throw core::data_error(core::format("{} pieces, {} at most", model.pieces.size(), kMaxTokenId));
  }
  // Pieces that text can become, and those that it cannot, may share a text.
  std::unordered_set<std::string_view> texts;
  std::unordered_set<std::string_view> reserved;
  std::vector<bool> bytes(256);
  size_t unknown = 0;
  for (size_t id = 0; id < model.pieces.size(); ++id) {
    const Piece& piece = model.pieces[id];
    try {
      check_piece(piece);
    } catch (const core::Error& error) {
      throw core::data_error(core::format("piece {}: {}", id, error.what()), std::string(kHint));
    }
    const bool in_text =
        piece.type == PieceType::normal || piece.type == PieceType::user_defined || piece.type == PieceType::unused;
    if (!(in_text ? texts : reserved).insert(piece.text).second) {
      throw core::data_error(core::format("piece {}: '{}' is given twice", id, piece.text), std::string(kHint));
    }
    if (piece.type == PieceType::unknown) ++unknown;
    if (piece.type == PieceType::byte) bytes[static_cast<size_t>(byte_of_piece(piece.text))] = true;
  }
  if (unknown != 1) throw core::data_error(core::format("{} unknown pieces, 1 expected", unknown), std::string(kHint));
  const auto found = static_cast<size_t>(std::count(bytes.begin(), bytes.end(), true));
  if (found != (model.byte_fallback ? 256U : 0U)) {
    throw core::data_error(
        core::format("{} byte pieces in a model {} byte_fallback", found, model.byte_fallback ? "with" : "without"),
        std::string(kHint));
  }
  if (texts.empty()) throw core::data_error("the model has no piece that text can become", std::string(kHint));
}

Model read_model(std::string_view file) {
  if (is_tiktoken(file)) {
    throw core::data_error("a tiktoken vocabulary, not a SentencePiece model",
                           "put the model's tokenizer.json beside it");
  }
  Model model;
  each_field(file, [&](const WireField& field) {
    if (is(field, kPieces, WireType::bytes)) {
      try {
        model.pieces.push_back(read_piece(field.bytes));
      } catch (const core::Error& error) {
        throw error.in(core::format("piece {}", model.pieces.size()));
      }
    }
    if (is(field, kTrainer, WireType::bytes)) read_trainer(field.bytes, model);
    if (is(field, kNormalizer, WireType::bytes)) read_normalizer(field.bytes, model);
    if (is(field, kDenormalizer, WireType::bytes)) refuse_denormalizer(field.bytes);
  });
  validate(model);
  return model;
}

std::string write_model(const Model& model) {
  WireWriter out;
  uint64_t unknown_id = 0;
  // -1, as the format writes negative numbers: there is no such piece.
  uint64_t bos_id = ~uint64_t{0};
  uint64_t eos_id = ~uint64_t{0};
  for (size_t id = 0; id < model.pieces.size(); ++id) {
    const Piece& piece = model.pieces[id];
    WireWriter message;
    message.bytes(kText, piece.text);
    message.float32(kScore, piece.score);
    if (piece.type != PieceType::normal) message.varint(kType, static_cast<uint64_t>(piece.type));
    out.bytes(kPieces, message.message());
    if (piece.type == PieceType::unknown) unknown_id = id;
    if (piece.text == model.bos_piece) bos_id = id;
    if (piece.text == model.eos_piece) eos_id = id;
  }
  WireWriter trainer;
  trainer.varint(kModelType, static_cast<uint64_t>(model.algorithm));
  trainer.varint(kSpaceAsSuffix, model.space_as_suffix ? 1 : 0);
  trainer.varint(kByteFallback, model.byte_fallback ? 1 : 0);
  trainer.varint(kUnknownId, unknown_id);
  trainer.varint(kBosId, bos_id);
  trainer.varint(kEosId, eos_id);
  trainer.bytes(kUnknownText, model.unknown_text);
  trainer.bytes(kBosPiece, model.bos_piece);
  trainer.bytes(kEosPiece, model.eos_piece);
  out.bytes(kTrainer, trainer.message());
  WireWriter normalizer;
  normalizer.bytes(kName, model.charsmap.empty() ? "identity" : "user_defined");
  normalizer.bytes(kCharsmap, model.charsmap);
  normalizer.varint(kDummyPrefix, model.add_dummy_prefix ? 1 : 0);
  normalizer.varint(kExtraSpaces, model.remove_extra_whitespaces ? 1 : 0);
  normalizer.varint(kEscape, model.escape_whitespaces ? 1 : 0);
  out.bytes(kNormalizer, normalizer.message());
  return out.message();
}

}  // namespace chat::sentencepiece
