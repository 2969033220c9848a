// tokenizer_config.json for a vocabulary that comes from a GGUF file.
#pragma once

#include <span>
#include <string_view>

#include "chat/tokenizer_data.h"
#include "core/gguf.h"
#include "core/value.h"

namespace chat {

// The added tokens, the names of the special tokens, the model's context length and its chat template. `texts`: of the
// tokens, by id. Throws core::Error(data) for an id that is not in the vocabulary.
core::Dict gguf_tokenizer_config(const core::GgufFile& gguf, std::span<const std::string_view> texts,
                                 std::span<const AddedToken> added);

core::Dict added_token_json(const AddedToken& token);

bool gguf_flag(const core::GgufFile& gguf, std::string_view key, bool fallback);

}  // namespace chat
