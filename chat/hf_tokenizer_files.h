// What the Hugging Face files beside a vocabulary say about it: added tokens, the tokens around a text, the dummy
// space.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "chat/tokenizer_data.h"
#include "core/value.h"

namespace chat {

// Where a SentencePiece vocabulary's dummy space goes: nowhere, before a text, or also behind each added token.
enum class SpacePrefix { never, first, always };

struct HfTokenizerSettings {
  std::vector<AddedToken> added;  // each id once
  std::optional<SpacePrefix> prefix;
  std::string bos_token;  // empty: none named
  std::string eos_token;
  bool add_bos = false;
  bool add_eos = false;
};

// From tokenizer_config.json, added_tokens.json and tokenizer.json, as far as they are there; the later do not override
// the earlier. Throws core::Error(data) naming file and key.
HfTokenizerSettings read_hf_settings(const core::fs::path& folder);
// From tokenizer_config.json alone.
HfTokenizerSettings read_hf_config(const core::fs::path& folder);

// Whether a tokenizer.json describes byte-level BPE, the kind that is read from it.
bool is_byte_level_json(const core::fs::path& tokenizer_json);

// An entry of `added_tokens` or `added_tokens_decoder`.
AddedToken read_added_token(const core::Value& json, TokenId id);
// Throws core::Error(data) for an id that is negative or too large.
TokenId checked_id(const core::Value& value);

// Those of the files that are in the folder: name and content.
std::vector<std::pair<std::string, std::string>> read_files(const core::fs::path& folder,
                                                            const std::vector<std::string>& names);

}  // namespace chat
