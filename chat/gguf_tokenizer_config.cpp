#include "chat/gguf_tokenizer_config.h"

#include <string>

#include "core/error.h"

namespace chat {

using core::Dict;
using core::Value;

Dict added_token_json(const AddedToken& token) {
  return Dict{{"content", token.content}, {"single_word", token.single_word}, {"lstrip", token.lstrip},
              {"rstrip", token.rstrip},   {"normalized", token.normalized},   {"special", token.special}};
}

bool gguf_flag(const core::GgufFile& gguf, std::string_view key, bool fallback) {
  const Value* value = gguf.find(key);
  return value == nullptr ? fallback : value->as_bool();
}

Dict gguf_tokenizer_config(const core::GgufFile& gguf, std::span<const std::string_view> texts,
                           std::span<const AddedToken> added) {
  Dict config{{"clean_up_tokenization_spaces", false}};
  const auto name_token = [&](const char* key, const char* id_key) {
    const Value* id = gguf.find(std::string("tokenizer.ggml.") + id_key);
    if (id == nullptr) return;
    const int64_t at = id->as_int();
    if (at < 0 || at >= static_cast<int64_t>(texts.size())) {
      throw core::data_error(core::format("tokenizer.ggml.{}: {} is not an id of the vocabulary", id_key, at));
    }
    config[key] = texts[static_cast<size_t>(at)];
  };
  name_token("bos_token", "bos_token_id");
  name_token("eos_token", "eos_token_id");
  name_token("unk_token", "unknown_token_id");
  name_token("pad_token", "padding_token_id");
  if (const Value* architecture = gguf.find("general.architecture")) {
    const Value* context = gguf.find(core::format("{}.context_length", architecture->as_string()));
    if (context != nullptr) config["model_max_length"] = *context;
  }
  Dict decoder;
  for (const AddedToken& token : added) decoder[std::to_string(token.id)] = added_token_json(token);
  config["added_tokens_decoder"] = std::move(decoder);
  if (const Value* chat_template = gguf.find("tokenizer.chat_template")) config["chat_template"] = *chat_template;
  return config;
}

}  // namespace chat
