// GGUF metadata (tokenizer.ggml.*) -> TokenizerData, and the Hugging Face files that describe the same tokenizer.
#include <algorithm>
#include <array>

#include "chat/gguf_tokenizer_config.h"
#include "chat/tokenizer_data.h"
#include "core/error.h"
#include "core/json.h"

namespace chat {
namespace {

using core::Dict;
using core::List;
using core::Value;

// Qwen2's split pattern; Qwen3 has the same.
constexpr std::string_view kQwen2Pattern =
    R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)";

// What llama.cpp's name of a pre-tokenizer ("tokenizer.ggml.pre") stands for in Hugging Face's terms.
struct PreTokenizer {
  std::string_view name;
  bool nfc;
  bool digits;               // every digit a word of its own, before the rest
  std::string_view pattern;  // empty: ByteLevel's own (GPT-2's)
};
// Static: the files are made from its entries long after reading.
constexpr std::array<PreTokenizer, 3> kPreTokenizers{{
    {"smollm", false, true, ""},
    {"qwen2", true, false, kQwen2Pattern},
    {"gpt-2", false, false, ""},
}};

const PreTokenizer& pre_tokenizer(const core::GgufFile& gguf) {
  const std::string& model = gguf.at("tokenizer.ggml.model").as_string();
  if (model != "gpt2") {
    throw core::data_error(core::format("tokenizer.ggml.model: '{}' is not supported", model),
                           "supported: gpt2 (byte-level BPE) and llama (SentencePiece)");
  }
  const Value* pre = gguf.find("tokenizer.ggml.pre");
  const std::string name = pre == nullptr ? "(none)" : pre->as_string();
  for (const PreTokenizer& known : kPreTokenizers) {
    if (known.name == name) return known;
  }
  throw core::data_error(core::format("tokenizer.ggml.pre: '{}' is not supported", name),
                         "supported: smollm, qwen2, gpt-2; or use the model's Hugging Face folder");
}

enum TokenType : int64_t { kControl = 3, kUserDefined = 4 };

void read_tokens(const core::GgufFile& gguf, TokenizerData& data) {
  const List& tokens = gguf.at("tokenizer.ggml.tokens").as_list();
  const Value* types_value = gguf.find("tokenizer.ggml.token_type");
  static const List kNoTypes;
  const List& types = types_value == nullptr ? kNoTypes : types_value->as_list();
  if (tokens.size() > static_cast<size_t>(kMaxTokenId) || (types_value != nullptr && types.size() != tokens.size())) {
    throw core::data_error(core::format("tokenizer.ggml.tokens: {} tokens with {} types", tokens.size(), types.size()));
  }
  data.vocab.reserve(tokens.size());
  for (size_t i = 0; i < tokens.size(); ++i) {
    const auto id = static_cast<TokenId>(i);
    const std::string& text = tokens[i].as_string();
    data.vocab.push_back({text, id});
    const int64_t type = types.empty() ? 0 : types[i].as_int();
    if ((type == kControl || type == kUserDefined) && !text.empty()) {
      AddedToken token;
      token.id = id;
      token.content = text;
      token.special = type == kControl;
      data.added.push_back(std::move(token));
    }
  }
}

void read_merges(const core::GgufFile& gguf, TokenizerData& data) {
  const List& merges = gguf.at("tokenizer.ggml.merges").as_list();
  data.merges.reserve(merges.size());
  for (const Value& merge : merges) {
    const std::string& text = merge.as_string();
    const size_t space = text.find(' ', 1);  // the left token may itself be written as a space by old converters
    if (space == std::string::npos) {
      throw core::data_error(core::format("tokenizer.ggml.merges: entry {} is not two tokens", data.merges.size()));
    }
    data.merges.emplace_back(text.substr(0, space), text.substr(space + 1));
  }
}

void read_ends(const core::GgufFile& gguf, TokenizerData& data) {
  const auto text_of = [&](const char* key) -> std::string {
    const Value* id = gguf.find(key);
    if (id == nullptr || id->as_int() < 0 || id->as_int() >= static_cast<int64_t>(data.vocab.size())) return {};
    return data.vocab[static_cast<size_t>(id->as_int())].text;
  };
  data.bos_token = text_of("tokenizer.ggml.bos_token_id");
  data.eos_token = text_of("tokenizer.ggml.eos_token_id");
  data.add_bos = gguf_flag(gguf, "tokenizer.ggml.add_bos_token", false);
  data.add_eos = gguf_flag(gguf, "tokenizer.ggml.add_eos_token", false);
}

Value byte_level(bool use_regex) {
  return Dict{{"type", "ByteLevel"}, {"add_prefix_space", false}, {"trim_offsets", true}, {"use_regex", use_regex}};
}

Value pre_tokenizer_json(const PreTokenizer& pre) {
  List chain;
  if (pre.digits) chain.push_back(Dict{{"type", "Digits"}, {"individual_digits", true}});
  if (!pre.pattern.empty()) {
    chain.push_back(Dict{
        {"type", "Split"}, {"pattern", Dict{{"Regex", pre.pattern}}}, {"behavior", "Isolated"}, {"invert", false}});
  }
  chain.push_back(byte_level(pre.pattern.empty()));
  if (chain.size() == 1) return chain[0];
  return Dict{{"type", "Sequence"}, {"pretokenizers", std::move(chain)}};
}

std::string tokenizer_json(const TokenizerData& data, const PreTokenizer& pre) {
  Dict vocab;
  vocab.reserve(data.vocab.size());
  for (const VocabEntry& entry : data.vocab) vocab[entry.text] = entry.id;
  List merges;
  merges.reserve(data.merges.size());
  for (const auto& [left, right] : data.merges) merges.push_back(List{left, right});
  List added;
  for (const AddedToken& token : data.added) {
    Dict json{{"id", token.id}};
    for (const auto& [key, value] : added_token_json(token)) json.set(key, value);
    added.push_back(std::move(json));
  }
  const Dict root{
      {"version", "1.0"},
      {"truncation", nullptr},
      {"padding", nullptr},
      {"added_tokens", std::move(added)},
      {"normalizer", pre.nfc ? Value(Dict{{"type", "NFC"}}) : Value()},
      {"pre_tokenizer", pre_tokenizer_json(pre)},
      {"post_processor", nullptr},
      {"decoder", byte_level(true)},
      {"model", Dict{{"type", "BPE"},
                     {"dropout", nullptr},
                     {"unk_token", nullptr},
                     {"continuing_subword_prefix", nullptr},
                     {"end_of_word_suffix", nullptr},
                     {"fuse_unk", false},
                     {"byte_fallback", false},
                     {"ignore_merges", false},
                     {"vocab", std::move(vocab)},
                     {"merges", std::move(merges)}}},
  };
  return core::dump_json(root, {.indent = 1});
}

std::string tokenizer_config_json(const core::GgufFile& gguf, const TokenizerData& data) {
  std::vector<std::string_view> texts;
  for (const VocabEntry& entry : data.vocab) texts.emplace_back(entry.text);
  Dict config{{"tokenizer_class", "PreTrainedTokenizerFast"}, {"add_prefix_space", false}};
  for (const auto& [key, value] : gguf_tokenizer_config(gguf, texts, data.added)) config.set(key, value);
  return core::dump_json(config, {.indent = 2}) + "\n";
}

}  // namespace

TokenizerData read_tokenizer_gguf(const core::GgufFile& gguf) {
  const PreTokenizer& pre = pre_tokenizer(gguf);
  TokenizerData data;
  data.nfc = pre.nfc;
  if (pre.digits) data.split_patterns.emplace_back(R"(\p{N})");
  data.split_patterns.emplace_back(pre.pattern.empty() ? kGpt2Pattern : pre.pattern);
  read_tokens(gguf, data);
  read_merges(gguf, data);
  read_ends(gguf, data);
  data.make_files = [&pre, config = tokenizer_config_json(gguf, data)](const TokenizerData& made) {
    return std::vector<std::pair<std::string, std::string>>{{"tokenizer.json", tokenizer_json(made, pre)},
                                                            {"tokenizer_config.json", config}};
  };
  return data;
}

}  // namespace chat
