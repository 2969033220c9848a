// Byte-level BPE as a tokenizer.
#include <unordered_map>

#include "chat/byte_alphabet.h"
#include "chat/encoder.h"
#include "chat/tokenizer_backend.h"
#include "chat/utf8_text.h"

namespace chat {
namespace {

VocabIndex index_of(const std::vector<VocabEntry>& vocab) {
  VocabIndex index;
  index.reserve(vocab.size());
  for (const VocabEntry& entry : vocab) index.insert_or_assign(entry.text, entry.id);
  return index;
}

class ByteLevel : public TokenizerBackend {
 public:
  explicit ByteLevel(TokenizerData source)
      : data_(std::move(source)), index_(index_of(data_.vocab)), encoder_(data_, index_) {
    for (const VocabEntry& entry : data_.vocab) tokens_.set(entry.id, alphabet_to_bytes(entry.text).bytes, false);
    for (const AddedToken& token : data_.added) {
      tokens_.set(token.id, alphabet_to_bytes(effective_text(token, data_.nfc)).bytes, token.special);
      added_.insert_or_assign(token.content, token.id);
    }
    ends_.add_bos = data_.add_bos;
    ends_.add_eos = data_.add_eos;
    if (!data_.bos_token.empty()) ends_.bos = id_of(data_.bos_token);
    if (!data_.eos_token.empty()) ends_.eos = id_of(data_.eos_token);
  }

  // Words do not depend on where in a text they stand.
  void encode(std::string_view text, bool added_tokens, TextPlace /*place*/, TokenSink& sink) const override {
    encoder_.encode(text, added_tokens, sink);
  }

  std::string decode(std::span<const TokenId> ids, bool skip_special, TextPlace /*place*/) const override {
    std::string text;
    for (const TokenId id : ids) {
      const TokenTable::Token& token = tokens_.at(id);
      if (!(skip_special && token.special)) text += token.bytes;
    }
    return is_valid_utf8(text) ? text : repair_utf8(text);
  }

  std::optional<TokenId> id_of(std::string_view token) const override {
    if (const auto found = added_.find(std::string(token)); found != added_.end()) return found->second;
    if (const auto found = index_.find(token); found != index_.end()) return found->second;
    return std::nullopt;
  }

  std::vector<std::pair<std::string, std::string>> hf_files() const override { return data_.make_files(data_); }

 private:
  TokenizerData data_;
  VocabIndex index_;  // points into the data
  Encoder encoder_;
  std::unordered_map<std::string, TokenId> added_;
};

}  // namespace

std::unique_ptr<const TokenizerBackend> make_byte_level(TokenizerData data) {
  return std::make_unique<ByteLevel>(std::move(data));
}

}  // namespace chat
