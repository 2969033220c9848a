// Text <-> token ids: byte-level BPE as Hugging Face `tokenizers` does it, SentencePiece as Google's library, id for
// id. Built from tokenizer.json (Qwen3…), tokenizer.model (Llama 2, Mistral, Gemma) or GGUF metadata. Immutable and
// thread-safe after construction.
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

// Where a run of text stands: SentencePiece models put a space in front of a text, and take it off again, but not
// inside. Other tokenizers do not ask.
enum class TextPlace { start, inside };

// The tokens around a whole text, and whether the model's files ask for them. `encode` adds neither: templates write
// them out.
struct TextEnds {
  std::optional<TokenId> bos;
  std::optional<TokenId> eos;
  bool add_bos = false;
  bool add_eos = false;
};

class TokenizerBackend;

class Tokenizer {
 public:
  // Throws core::Error(data/environment) for a missing, broken or unsupported file.
  static Tokenizer from_json_file(const core::fs::path& tokenizer_json);
  // With the added tokens and settings that tokenizer.json, tokenizer_config.json and added_tokens.json beside it give.
  static Tokenizer from_sentencepiece_file(const core::fs::path& tokenizer_model);
  static Tokenizer from_gguf(const core::GgufFile& gguf);
  // A model folder with tokenizer.json or tokenizer.model, one of these files, or a .gguf file.
  static Tokenizer from_model(const core::fs::path& model);

  Tokenizer(Tokenizer&&) noexcept;
  Tokenizer& operator=(Tokenizer&&) noexcept;
  ~Tokenizer();

  // Added tokens in the text (<|im_start|>…) become their ids unless `added_tokens` is false. No BOS/EOS is added.
  // Invalid UTF-8 reads as U+FFFD, as Python's errors="replace".
  std::vector<TokenId> encode(std::string_view text, bool added_tokens = true,
                              TextPlace place = TextPlace::start) const;
  Encoding encode_with_offsets(std::string_view text, bool added_tokens = true,
                               TextPlace place = TextPlace::start) const;

  // Bytes of the tokens; invalid UTF-8 becomes U+FFFD. Unknown ids throw core::Error(data).
  std::string decode(std::span<const TokenId> ids, bool skip_special = false, TextPlace place = TextPlace::start) const;
  // Whether the id has a token: ids may have gaps, and models round their vocabulary up.
  bool knows(TokenId id) const;
  // Raw bytes of one token (may be a part of a UTF-8 sequence). Throws core::Error(data) for an unknown id.
  const std::string& bytes(TokenId id) const;

  std::optional<TokenId> id_of(std::string_view token) const;  // added tokens and vocabulary entries as written
  bool is_special(TokenId id) const;                           // false for unknown ids
  const TextEnds& ends() const;
  size_t vocab_size() const;  // highest id + 1; knows() tells which ids below it have tokens
  // Hugging Face files that describe this tokenizer (name, content), for a saved model directory:
  // tokenizer.json or tokenizer.model, tokenizer_config.json and others.
  std::vector<std::pair<std::string, std::string>> hf_files() const;

 private:
  explicit Tokenizer(std::unique_ptr<const TokenizerBackend> backend);
  std::unique_ptr<const TokenizerBackend> backend_;
};

}  // namespace chat
