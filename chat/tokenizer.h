// Text <-> token ids: byte-level BPE as Hugging Face `tokenizers` does it, id for id.
// Built from tokenizer.json (Qwen3…) or from GGUF metadata (SmolLM2). Immutable and thread-safe after construction.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/files.h"
#include "core/gguf.h"

namespace chat {

using TokenId = int32_t;

struct Encoding {
  std::vector<TokenId> ids;
  std::vector<uint32_t> begin;  // byte offset in the input where each token starts (non-decreasing)
};

class Tokenizer {
 public:
  // Throws core::Error(data/environment) for a missing, broken or unsupported file.
  static Tokenizer from_json_file(const core::fs::path& tokenizer_json);
  static Tokenizer from_gguf(const core::GgufFile& gguf);
  // A model folder with tokenizer.json, or a .gguf file.
  static Tokenizer from_model(const core::fs::path& model);

  Tokenizer(Tokenizer&&) noexcept;
  Tokenizer& operator=(Tokenizer&&) noexcept;
  ~Tokenizer();

  // Added tokens in the text (<|im_start|>…) become their ids unless `added_tokens` is false. No BOS/EOS is added.
  // Invalid UTF-8 reads as U+FFFD, as Python's errors="replace".
  std::vector<TokenId> encode(std::string_view text, bool added_tokens = true) const;
  Encoding encode_with_offsets(std::string_view text, bool added_tokens = true) const;

  // Bytes of the tokens; invalid UTF-8 becomes U+FFFD. Unknown ids throw core::Error(data).
  std::string decode(std::span<const TokenId> ids, bool skip_special = false) const;
  // Raw bytes of one token (may be a part of a UTF-8 sequence).
  const std::string& bytes(TokenId id) const;

  std::optional<TokenId> id_of(std::string_view token) const;  // added tokens and vocabulary entries as written
  bool is_special(TokenId id) const;                           // false for unknown ids
  size_t vocab_size() const;                                   // highest id + 1
  // Hugging Face files that describe this tokenizer (name, content), for a saved model directory:
  // tokenizer.json, tokenizer_config.json.
  std::vector<std::pair<std::string, std::string>> hf_files() const;

 private:
  struct Impl;
  explicit Tokenizer(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace chat
