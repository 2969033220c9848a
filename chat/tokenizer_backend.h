// What stands behind a Tokenizer: byte-level BPE, or a SentencePiece model. Each keeps a table of its tokens.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "chat/bpe.h"
#include "chat/tokenizer.h"
#include "chat/tokenizer_data.h"

namespace chat {

class TokenTable {
 public:
  struct Token {
    std::string bytes;
    bool known = false;  // ids may have gaps
    bool special = false;
  };

  void set(TokenId id, std::string bytes, bool special);
  bool knows(TokenId id) const;
  // Throws core::Error(data) for an id that is not there.
  const Token& at(TokenId id) const;
  bool is_special(TokenId id) const;
  size_t size() const { return tokens_.size(); }

 private:
  std::vector<Token> tokens_;
};

class TokenizerBackend {
 public:
  virtual ~TokenizerBackend() = default;

  // As Tokenizer's methods of these names.
  virtual void encode(std::string_view text, bool added_tokens, TextPlace place, TokenSink& sink) const = 0;
  virtual std::string decode(std::span<const TokenId> ids, bool skip_special, TextPlace place) const = 0;
  virtual std::optional<TokenId> id_of(std::string_view token) const = 0;
  virtual std::vector<std::pair<std::string, std::string>> hf_files() const = 0;

  const TokenTable& tokens() const { return tokens_; }
  const TextEnds& ends() const { return ends_; }

 protected:
  TokenTable tokens_;
  TextEnds ends_;
};

std::unique_ptr<const TokenizerBackend> make_byte_level(TokenizerData data);
// Throw core::Error(data), without the file's name. `folder`: where the files beside the model lie.
std::unique_ptr<const TokenizerBackend> make_sentencepiece(std::string file, const core::fs::path& folder);
std::unique_ptr<const TokenizerBackend> make_sentencepiece(const core::GgufFile& gguf);

}  // namespace chat
