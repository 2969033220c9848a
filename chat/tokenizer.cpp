#include "chat/tokenizer.h"

#include <utility>

#include "chat/hf_tokenizer_files.h"
#include "chat/tokenizer_backend.h"
#include "core/error.h"

namespace chat {
namespace {

// Runs `make` with the file's name in front of its errors.
template <class Make>
auto for_file(const core::fs::path& path, const Make& make) {
  try {
    return make();
  } catch (const core::Error& error) {
    throw error.in(path.string());
  }
}

bool is_sentencepiece_file(const core::fs::path& path) {  // also tokenizer.model.v3
  return path.filename().string().find(".model") != std::string::npos;
}

}  // namespace

void TokenTable::set(TokenId id, std::string bytes, bool special) {
  const auto at = static_cast<size_t>(id);
  if (at >= tokens_.size()) tokens_.resize(at + 1);
  tokens_[at] = {std::move(bytes), true, special};
}

bool TokenTable::knows(TokenId id) const {
  return id >= 0 && static_cast<size_t>(id) < tokens_.size() && tokens_[static_cast<size_t>(id)].known;
}

const TokenTable::Token& TokenTable::at(TokenId id) const {
  if (!knows(id)) {
    throw core::data_error(core::format("token id {} is not in the vocabulary ({} ids)", id, tokens_.size()),
                           "the ids come from another model's tokenizer");
  }
  return tokens_[static_cast<size_t>(id)];
}

bool TokenTable::is_special(TokenId id) const {
  return id >= 0 && static_cast<size_t>(id) < tokens_.size() && tokens_[static_cast<size_t>(id)].special;
}

Tokenizer::Tokenizer(std::unique_ptr<const TokenizerBackend> backend) : backend_(std::move(backend)) {}
Tokenizer::Tokenizer(Tokenizer&&) noexcept = default;
Tokenizer& Tokenizer::operator=(Tokenizer&&) noexcept = default;
Tokenizer::~Tokenizer() = default;

Tokenizer Tokenizer::from_json_file(const core::fs::path& tokenizer_json) {
  TokenizerData data = read_tokenizer_json(tokenizer_json);
  return Tokenizer(for_file(tokenizer_json, [&] { return make_byte_level(std::move(data)); }));
}

Tokenizer Tokenizer::from_sentencepiece_file(const core::fs::path& tokenizer_model) {
  std::string file = core::read_file(tokenizer_model);
  return Tokenizer(
      for_file(tokenizer_model, [&] { return make_sentencepiece(std::move(file), tokenizer_model.parent_path()); }));
}

Tokenizer Tokenizer::from_gguf(const core::GgufFile& gguf) {
  return Tokenizer(for_file(gguf.path(), [&] {
    const bool sentencepiece = gguf.at("tokenizer.ggml.model").as_string() == "llama";
    return sentencepiece ? make_sentencepiece(gguf) : make_byte_level(read_tokenizer_gguf(gguf));
  }));
}

Tokenizer Tokenizer::from_model(const core::fs::path& model) {
  if (core::fs::is_directory(model)) {
    const core::fs::path json = model / "tokenizer.json";
    const core::fs::path sentencepiece = model / "tokenizer.model";
    const bool has_json = core::fs::exists(json);
    // Both describe a SentencePiece vocabulary; Llama 3's tokenizer.model is none.
    if (core::fs::exists(sentencepiece) && !(has_json && is_byte_level_json(json))) {
      return from_sentencepiece_file(sentencepiece);
    }
    if (has_json) return from_json_file(json);
    throw core::environment_error(
        core::format("{}: no tokenizer.json or tokenizer.model in this folder", model.string()),
        "give a Hugging Face model folder or a .gguf file");
  }
  if (model.extension() == ".json") return from_json_file(model);
  if (is_sentencepiece_file(model)) return from_sentencepiece_file(model);
  return from_gguf(core::GgufFile(model));
}

std::vector<TokenId> Tokenizer::encode(std::string_view text, bool added_tokens, TextPlace place) const {
  std::vector<TokenId> ids;
  ids.reserve(text.size() / 4 + 8);
  TokenSink sink{ids, nullptr};
  backend_->encode(text, added_tokens, place, sink);
  return ids;
}

Encoding Tokenizer::encode_with_offsets(std::string_view text, bool added_tokens, TextPlace place) const {
  Encoding encoding;
  encoding.ids.reserve(text.size() / 4 + 8);
  encoding.begin.reserve(text.size() / 4 + 8);
  TokenSink sink{encoding.ids, &encoding.begin};
  backend_->encode(text, added_tokens, place, sink);
  return encoding;
}

std::string Tokenizer::decode(std::span<const TokenId> ids, bool skip_special, TextPlace place) const {
  return backend_->decode(ids, skip_special, place);
}

bool Tokenizer::knows(TokenId id) const {
  return backend_->tokens().knows(id);
}

const std::string& Tokenizer::bytes(TokenId id) const {
  return backend_->tokens().at(id).bytes;
}

std::optional<TokenId> Tokenizer::id_of(std::string_view token) const {
  return backend_->id_of(token);
}

bool Tokenizer::is_special(TokenId id) const {
  return backend_->tokens().is_special(id);
}

const TextEnds& Tokenizer::ends() const {
  return backend_->ends();
}

size_t Tokenizer::vocab_size() const {
  return backend_->tokens().size();
}

std::vector<std::pair<std::string, std::string>> Tokenizer::hf_files() const {
  return backend_->hf_files();
}

}  // namespace chat
