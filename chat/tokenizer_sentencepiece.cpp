// A SentencePiece model as a tokenizer: its control pieces and the added tokens around it are found in the text first,
// as Hugging Face's tokenizers do.
#include <unordered_map>

#include "chat/encode_parts.h"
#include "chat/gguf_tokenizer_config.h"
#include "chat/hf_tokenizer_files.h"
#include "chat/sentencepiece/processor.h"
#include "chat/tokenizer_backend.h"
#include "core/error.h"
#include "core/json.h"

namespace chat {
namespace {

using sentencepiece::Model;
using sentencepiece::Piece;
using sentencepiece::PieceType;
using Files = std::vector<std::pair<std::string, std::string>>;

class SentencePiece : public TokenizerBackend {
 public:
  SentencePiece(Model model, const HfTokenizerSettings& settings, Files files)
      : processor_(std::move(model)),
        prefix_(settings.prefix.value_or(SpacePrefix::first)),
        pieces_(static_cast<TokenId>(processor_.model().pieces.size())),
        files_(std::move(files)) {
    for (TokenId id = 0; id < pieces_; ++id) add_piece(id);
    for (const AddedToken& token : settings.added) add_token(token);
    find_ends(settings);
  }

  void encode(std::string_view whole, bool added_tokens, TextPlace place, TokenSink& sink) const override {
    encode_repaired(whole, sink, [&](std::string_view text) {
      const auto plain = [&](size_t begin, size_t end) {
        const bool dummy =
            begin == 0 ? place == TextPlace::start && prefix_ != SpacePrefix::never : prefix_ == SpacePrefix::always;
        processor_.encode(text.substr(begin, end - begin), dummy, static_cast<uint32_t>(begin), sink);
      };
      if (added_tokens) {
        split_added(finder_, text, sink, plain);
      } else {
        plain(0, text.size());
      }
    });
  }

  std::string decode(std::span<const TokenId> ids, bool skip_special, TextPlace place) const override {
    sentencepiece::Decoder decoder(processor_, place == TextPlace::start && prefix_ != SpacePrefix::never);
    for (const TokenId id : ids) {
      const TokenTable::Token& token = tokens_.at(id);
      if (skip_special && token.special) {
        decoder.skip();
      } else if (id < pieces_) {
        decoder.add(id);
      } else {
        decoder.add_text(token.bytes);
      }
    }
    return decoder.take();
  }

  std::optional<TokenId> id_of(std::string_view token) const override {
    if (const auto found = added_.find(std::string(token)); found != added_.end()) return found->second;
    const TokenId id = processor_.vocabulary().find(token);
    return id < 0 ? std::nullopt : std::optional(id);
  }

  Files hf_files() const override { return files_; }

 private:
  void add_piece(TokenId id) {
    const PieceType type = processor_.vocabulary().type(id);
    tokens_.set(id, processor_.text_of(id), type == PieceType::control);
    if (type != PieceType::control && type != PieceType::unknown) return;
    AddedToken token;
    token.id = id;
    token.content = processor_.vocabulary().piece(id).text;
    found_in_text_.emplace(id, token);
  }

  // Its flags replace those that a piece has by itself. The model finds user-defined pieces itself.
  void add_token(const AddedToken& token) {
    if (token.id < pieces_) {
      const Piece& piece = processor_.vocabulary().piece(token.id);
      if (piece.text != token.content) {
        throw core::data_error(core::format("the added token '{}' has the id {}, where the model has '{}'",
                                            token.content, token.id, piece.text),
                               "the tokenizer's files belong to different models");
      }
      tokens_.set(token.id, processor_.text_of(token.id), token.special && piece.type != PieceType::unknown);
      if (piece.type == PieceType::user_defined) return;
    } else {
      if (const TokenId same = processor_.vocabulary().find(token.content); same >= 0) {
        throw core::data_error(
            core::format("the added token '{}' has the id {}, and in the model {}", token.content, token.id, same),
            "the tokenizer's files belong to different models");
      }
      tokens_.set(token.id, token.content, token.special);
      added_.insert_or_assign(token.content, token.id);
    }
    found_in_text_.insert_or_assign(token.id, token);
  }

  void find_ends(const HfTokenizerSettings& settings) {
    for (const auto& [id, token] : found_in_text_) finder_.add(token, token.content);
    const auto end = [&](const std::string& named, const std::string& piece) -> std::optional<TokenId> {
      const auto id = id_of(named.empty() ? piece : named);
      return id && tokens_.is_special(*id) ? id : std::nullopt;
    };
    ends_.bos = end(settings.bos_token, processor_.model().bos_piece);
    ends_.eos = end(settings.eos_token, processor_.model().eos_piece);
    ends_.add_bos = settings.add_bos;
    ends_.add_eos = settings.add_eos;
  }

  sentencepiece::Processor processor_;
  SpacePrefix prefix_;
  TokenId pieces_;  // ids below this are the model's
  Files files_;
  std::unordered_map<TokenId, AddedToken> found_in_text_;
  std::unordered_map<std::string, TokenId> added_;  // that are no pieces
  AddedTokenFinder finder_;
};

Model read_gguf_model(const core::GgufFile& gguf) {
  const core::List& tokens = gguf.at("tokenizer.ggml.tokens").as_list();
  const core::List& scores = gguf.at("tokenizer.ggml.scores").as_list();
  const core::List& types = gguf.at("tokenizer.ggml.token_type").as_list();
  if (scores.size() != tokens.size() || types.size() != tokens.size()) {
    throw core::data_error(core::format("tokenizer.ggml.tokens: {} tokens with {} scores and {} types", tokens.size(),
                                        scores.size(), types.size()));
  }
  Model model;
  model.algorithm = sentencepiece::Algorithm::bpe;
  model.add_dummy_prefix = gguf_flag(gguf, "tokenizer.ggml.add_space_prefix", true);
  model.remove_extra_whitespaces = gguf_flag(gguf, "tokenizer.ggml.remove_extra_whitespaces", false);
  model.pieces.reserve(tokens.size());
  for (size_t i = 0; i < tokens.size(); ++i) {
    const int64_t type = types[i].as_int();
    if (type < 1 || type > 6) throw core::data_error(core::format("tokenizer.ggml.token_type[{}]: {}", i, type));
    model.pieces.push_back(
        {tokens[i].as_string(), static_cast<float>(scores[i].as_double()), static_cast<PieceType>(type)});
    model.byte_fallback = model.byte_fallback || model.pieces.back().type == PieceType::byte;
  }
  const auto name = [&](const char* key, std::string& piece) {
    const core::Value* id = gguf.find(key);
    if (id == nullptr) return;
    const int64_t at = id->as_int();
    if (at < 0 || at >= static_cast<int64_t>(model.pieces.size())) {
      throw core::data_error(core::format("{}: {} is not an id of the vocabulary", key, at));
    }
    piece = model.pieces[static_cast<size_t>(at)].text;
  };
  name("tokenizer.ggml.bos_token_id", model.bos_piece);
  name("tokenizer.ggml.eos_token_id", model.eos_piece);
  return model;
}

}  // namespace

std::unique_ptr<const TokenizerBackend> make_sentencepiece(std::string file, const core::fs::path& folder) {
  Model model = sentencepiece::read_model(file);
  const HfTokenizerSettings settings = read_hf_settings(folder);
  Files files{{"tokenizer.model", std::move(file)}};
  for (auto& companion : read_files(folder, {"tokenizer.json", "tokenizer_config.json", "special_tokens_map.json",
                                             "added_tokens.json", "chat_template.jinja"})) {
    files.push_back(std::move(companion));
  }
  return std::make_unique<SentencePiece>(std::move(model), settings, std::move(files));
}

// llama.cpp puts the dummy space behind every special token, and so do the files that we write of it.
std::unique_ptr<const TokenizerBackend> make_sentencepiece(const core::GgufFile& gguf) {
  Model model = read_gguf_model(gguf);
  sentencepiece::validate(model);
  HfTokenizerSettings settings;
  settings.prefix = SpacePrefix::always;
  settings.add_bos = gguf_flag(gguf, "tokenizer.ggml.add_bos_token", true);
  settings.add_eos = gguf_flag(gguf, "tokenizer.ggml.add_eos_token", false);
  std::vector<std::string_view> texts;
  for (const Piece& piece : model.pieces) {
    const bool is_added = piece.type == PieceType::control || piece.type == PieceType::unknown;
    if (is_added) {
      AddedToken token;
      token.id = static_cast<TokenId>(texts.size());
      token.content = piece.text;
      token.special = true;
      settings.added.push_back(std::move(token));
    }
    texts.emplace_back(piece.text);
  }
  core::Dict config{{"tokenizer_class", "LlamaTokenizer"},
                    {"legacy", true},
                    {"add_bos_token", settings.add_bos},
                    {"add_eos_token", settings.add_eos}};
  for (const auto& [key, value] : gguf_tokenizer_config(gguf, texts, settings.added)) config.set(key, value);
  Files files{{"tokenizer.model", sentencepiece::write_model(model)},
              {"tokenizer_config.json", core::dump_json(config, {.indent = 2}) + "\n"}};
  return std::make_unique<SentencePiece>(std::move(model), settings, std::move(files));
}

}  // namespace chat
