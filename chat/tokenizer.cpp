#include "chat/tokenizer.h"

#include <unordered_map>
#include <utility>

#include "chat/bpe.h"
#include "chat/byte_alphabet.h"
#include "chat/encoder.h"
#include "chat/tokenizer_data.h"
#include "chat/utf8_text.h"
#include "core/error.h"

namespace chat {
namespace {

VocabIndex index_of(const std::vector<VocabEntry>& vocab) {
  VocabIndex index;
  index.reserve(vocab.size());
  for (const VocabEntry& entry : vocab) index.insert_or_assign(entry.text, entry.id);
  return index;
}

}  // namespace

struct Tokenizer::Impl {
  struct Token {
    std::string bytes;
    bool known = false;  // ids may have gaps
    bool special = false;
  };

  explicit Impl(TokenizerData source) : data(std::move(source)), index(index_of(data.vocab)), encoder(data, index) {
    for (const VocabEntry& entry : data.vocab) set_token(entry.id, entry.text, false);
    for (const AddedToken& token : data.added) {
      set_token(token.id, effective_text(token, data.nfc), token.special);
      added.insert_or_assign(token.content, token.id);
    }
  }

  void set_token(TokenId id, std::string_view text, bool special) {
    const auto at = static_cast<size_t>(id);
    if (at >= tokens.size()) tokens.resize(at + 1);
    tokens[at] = {alphabet_to_bytes(text).bytes, true, special};
  }

  const Token& token(TokenId id) const {
    if (id < 0 || static_cast<size_t>(id) >= tokens.size() || !tokens[static_cast<size_t>(id)].known) {
      throw core::data_error(core::format("token id {} is not in the vocabulary ({} ids)", id, tokens.size()),
                             "the ids come from another model's tokenizer");
    }
    return tokens[static_cast<size_t>(id)];
  }

  TokenizerData data;
  VocabIndex index;  // points into the data
  Encoder encoder;
  std::vector<Token> tokens;  // by id
  std::unordered_map<std::string, TokenId> added;
};

Tokenizer::Tokenizer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Tokenizer::Tokenizer(Tokenizer&&) noexcept = default;
Tokenizer& Tokenizer::operator=(Tokenizer&&) noexcept = default;
Tokenizer::~Tokenizer() = default;

Tokenizer Tokenizer::from_json_file(const core::fs::path& tokenizer_json) {
  TokenizerData data = read_tokenizer_json(tokenizer_json);
  try {
    return Tokenizer(std::make_unique<Impl>(std::move(data)));
  } catch (const core::Error& error) {
    throw error.in(tokenizer_json.string());
  }
}

Tokenizer Tokenizer::from_gguf(const core::GgufFile& gguf) {
  try {
    return Tokenizer(std::make_unique<Impl>(read_tokenizer_gguf(gguf)));
  } catch (const core::Error& error) {
    throw error.in(gguf.path().string());
  }
}

Tokenizer Tokenizer::from_model(const core::fs::path& model) {
  if (core::fs::is_directory(model)) {
    if (core::fs::exists(model / "tokenizer.json")) return from_json_file(model / "tokenizer.json");
    throw core::environment_error(core::format("{}: no tokenizer.json in this folder", model.string()),
                                  "give a Hugging Face model folder or a .gguf file");
  }
  if (model.extension() == ".json") return from_json_file(model);
  return from_gguf(core::GgufFile(model));
}

std::vector<TokenId> Tokenizer::encode(std::string_view text, bool added_tokens) const {
  std::vector<TokenId> ids;
  ids.reserve(text.size() / 4 + 8);
  TokenSink sink{ids, nullptr};
  impl_->encoder.encode(text, added_tokens, sink);
  return ids;
}

Encoding Tokenizer::encode_with_offsets(std::string_view text, bool added_tokens) const {
  Encoding encoding;
  encoding.ids.reserve(text.size() / 4 + 8);
  encoding.begin.reserve(text.size() / 4 + 8);
  TokenSink sink{encoding.ids, &encoding.begin};
  impl_->encoder.encode(text, added_tokens, sink);
  return encoding;
}

std::string Tokenizer::decode(std::span<const TokenId> ids, bool skip_special) const {
  std::string text;
  for (const TokenId id : ids) {
    const Impl::Token& token = impl_->token(id);
    if (!(skip_special && token.special)) text += token.bytes;
  }
  return is_valid_utf8(text) ? text : repair_utf8(text);
}

const std::string& Tokenizer::bytes(TokenId id) const {
  return impl_->token(id).bytes;
}

std::optional<TokenId> Tokenizer::id_of(std::string_view token) const {
  if (const auto found = impl_->added.find(std::string(token)); found != impl_->added.end()) return found->second;
  if (const auto found = impl_->index.find(token); found != impl_->index.end()) return found->second;
  return std::nullopt;
}

bool Tokenizer::is_special(TokenId id) const {
  return id >= 0 && static_cast<size_t>(id) < impl_->tokens.size() && impl_->tokens[static_cast<size_t>(id)].special;
}

size_t Tokenizer::vocab_size() const {
  return impl_->tokens.size();
}

std::vector<std::pair<std::string, std::string>> Tokenizer::hf_files() const {
  return impl_->data.make_files(impl_->data);
}

}  // namespace chat
