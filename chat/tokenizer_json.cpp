// tokenizer.json (Hugging Face `tokenizers`) -> TokenizerData. Supports byte-level BPE; refuses the rest by name.
#include <algorithm>
#include <filesystem>
#include <unordered_set>

#include "chat/hf_tokenizer_files.h"
#include "chat/tokenizer_data.h"
#include "core/error.h"
#include "core/files.h"
#include "core/json.h"

namespace chat {
namespace {

using core::Value;

constexpr std::string_view kSupported =
    "supported: byte-level BPE with NFC and the pre-tokenizers Split, Digits and ByteLevel";

core::Error unsupported(std::string_view place, std::string_view what) {
  return core::data_error(core::format("{}: {} is not supported", place, what), std::string(kSupported));
}

// Runs `read` with `place` in front of the errors of the values that it reads.
template <class Read>
auto in_place(std::string_view place, Read&& read) {
  try {
    return read();
  } catch (const core::Error& error) {
    throw error.in(place);
  }
}

bool is_null(const Value* value) {
  return value == nullptr || value->is_none();
}

void read_vocab(const Value& model, TokenizerData& data) {
  std::vector<bool> taken;
  data.vocab.reserve(model.at("vocab").as_dict().size());
  for (const auto& [key, value] : model.at("vocab").as_dict()) {
    const std::string& text = key.as_string();
    const TokenId id = in_place(core::format("model.vocab '{}'", text), [&v = value] { return checked_id(v); });
    const auto at = static_cast<size_t>(id);
    if (at >= taken.size()) taken.resize(std::max(at + 1, taken.size() * 2));
    if (taken[at]) throw core::data_error(core::format("model.vocab: id {} is given twice ('{}')", id, text));
    taken[at] = true;
    data.vocab.push_back({text, id});
  }
}

std::pair<std::string, std::string> read_merge(const Value& merge) {
  if (merge.is_string()) {
    const std::string& text = merge.as_string();
    const size_t space = text.find(' ');
    if (space == std::string::npos || text.find(' ', space + 1) != std::string::npos) {
      throw core::data_error(core::format("'{}' is not two tokens with a space between", text));
    }
    return {text.substr(0, space), text.substr(space + 1)};
  }
  const core::List& pair = merge.as_list();
  if (pair.size() != 2) throw core::data_error(core::format("{} tokens, 2 expected", pair.size()));
  return {pair[0].as_string(), pair[1].as_string()};
}

void read_model(const Value& model, TokenizerData& data) {
  const std::string type = model.get_string("type", "BPE");
  if (type != "BPE") throw unsupported("model", core::format("type '{}'", type));
  for (const char* key : {"continuing_subword_prefix", "end_of_word_suffix"}) {
    const Value* value = model.find(key);
    if (!is_null(value) && !value->as_string().empty()) throw unsupported("model", key);
  }
  if (!is_null(model.find("dropout")) && model.get_double("dropout", 0) != 0) throw unsupported("model", "dropout");
  if (model.get_bool("byte_fallback", false)) {
    throw core::data_error("model: byte_fallback makes it a SentencePiece vocabulary",
                           "put the model's tokenizer.model beside it, which is read instead");
  }
  if (!is_null(model.find("unk_token"))) data.unknown_token = model.at("unk_token").as_string();
  data.fuse_unknown = model.get_bool("fuse_unk", false);
  data.ignore_merges = model.get_bool("ignore_merges", false);
  read_vocab(model, data);
  const core::List& merges = model.at("merges").as_list();
  data.merges.reserve(merges.size());
  for (const Value& merge : merges) {
    data.merges.push_back(
        in_place(core::format("model.merges[{}]", data.merges.size()), [&] { return read_merge(merge); }));
  }
}

// Ids must agree with the vocabulary, and no id may mean two texts.
void check_added_ids(const TokenizerData& data) {
  std::unordered_map<std::string_view, TokenId> by_text;
  std::unordered_map<TokenId, std::string_view> by_id;
  const auto check = [&](std::string_view text, TokenId id) {
    const auto same_text = by_text.find(text);
    if (same_text != by_text.end() && same_text->second != id) {
      throw core::data_error(core::format("added_tokens: '{}' has the ids {} and {}", text, same_text->second, id));
    }
    const auto same_id = by_id.find(id);
    if (same_id != by_id.end() && same_id->second != text) {
      throw core::data_error(core::format("added_tokens: id {} means '{}' and '{}'", id, same_id->second, text));
    }
  };
  for (const AddedToken& token : data.added) {
    check(token.content, token.id);
    by_text.emplace(token.content, token.id);
    by_id.emplace(token.id, token.content);
  }
  for (const VocabEntry& entry : data.vocab) check(entry.text, entry.id);
}

void read_added_tokens(const Value& root, TokenizerData& data) {
  if (is_null(root.find("added_tokens"))) return;
  for (const Value& json : root.at("added_tokens").as_list()) {
    data.added.push_back(in_place(core::format("added_tokens[{}]", data.added.size()),
                                  [&] { return read_added_token(json, checked_id(json.at("id"))); }));
  }
  std::erase_if(data.added, [](const AddedToken& token) { return token.content.empty(); });  // as the reference
  check_added_ids(data);
}

// The components of a node that may be a Sequence of others; empty for null.
std::vector<const Value*> components(const Value* node, const char* list_key) {
  std::vector<const Value*> out;
  if (is_null(node)) return out;
  if (node->at("type").as_string() != "Sequence") return {node};
  for (const Value& child : node->at(list_key).as_list()) {
    for (const Value* component : components(&child, list_key)) out.push_back(component);
  }
  return out;
}

void read_normalizer(const Value& root, TokenizerData& data) {
  for (const Value* component : components(root.find("normalizer"), "normalizers")) {
    const std::string& type = component->at("type").as_string();
    if (type != "NFC") throw unsupported("normalizer", type);
    data.nfc = true;
  }
}

// A literal pattern as a regular expression.
std::string escaped(std::string_view literal) {
  std::string out;
  for (const char c : literal) {
    if (std::string_view(R"(\^$.|?*+()[]{}-#)").find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

void read_split(const Value& node, TokenizerData& data) {
  const Value& pattern = node.at("pattern");
  const std::string behavior = node.get_string("behavior");
  if (behavior != "Isolated") throw unsupported("pre_tokenizer Split", core::format("behavior '{}'", behavior));
  if (const Value* literal = pattern.find("String")) {
    data.split_patterns.push_back(escaped(literal->as_string()));
  } else {
    data.split_patterns.push_back(pattern.at("Regex").as_string());
  }
}

void read_pre_tokenizer(const Value& root, TokenizerData& data) {
  bool byte_level = false;
  for (const Value* component : components(root.find("pre_tokenizer"), "pretokenizers")) {
    const std::string& type = component->at("type").as_string();
    if (byte_level) throw unsupported("pre_tokenizer", core::format("{} behind ByteLevel", type));
    if (type == "Split") {
      read_split(*component, data);
    } else if (type == "Digits") {
      data.split_patterns.emplace_back(component->get_bool("individual_digits", false) ? R"(\p{N})" : R"(\p{N}+)");
    } else if (type == "ByteLevel") {
      byte_level = true;
      if (component->get_bool("add_prefix_space", true))
        throw unsupported("pre_tokenizer ByteLevel", "add_prefix_space");
      if (component->get_bool("use_regex", true)) data.split_patterns.emplace_back(kGpt2Pattern);
    } else {
      throw unsupported("pre_tokenizer", type);
    }
  }
  if (!byte_level) throw unsupported("pre_tokenizer", "a tokenizer without ByteLevel");
}

void check_decoder(const Value& root) {
  const auto decoders = components(root.find("decoder"), "decoders");
  if (decoders.size() != 1) throw unsupported("decoder", core::format("a chain of {} decoders", decoders.size()));
  const std::string& type = decoders[0]->at("type").as_string();
  if (type != "ByteLevel") throw unsupported("decoder", type);
}

}  // namespace

TokenizerData read_tokenizer_json(const core::fs::path& tokenizer_json) {
  std::string text = core::read_file(tokenizer_json);
  TokenizerData data;
  in_place(tokenizer_json.string(), [&] {
    const Value root = core::parse_json(text);
    if (!root.is_dict() || root.find("model") == nullptr) {
      throw core::data_error("not a tokenizer.json (no \"model\")", "give the tokenizer.json of a Hugging Face model");
    }
    in_place("model", [&] { read_model(root.at("model"), data); });
    read_added_tokens(root, data);
    read_normalizer(root, data);
    read_pre_tokenizer(root, data);
    check_decoder(root);
  });
  const core::fs::path folder = tokenizer_json.parent_path();
  const HfTokenizerSettings settings = read_hf_config(folder);
  data.bos_token = settings.bos_token;
  data.eos_token = settings.eos_token;
  data.add_bos = settings.add_bos;
  data.add_eos = settings.add_eos;
  std::vector<std::pair<std::string, std::string>> files{{"tokenizer.json", std::move(text)}};
  for (auto& file : read_files(folder, {"tokenizer_config.json", "special_tokens_map.json", "chat_template.jinja"})) {
    files.push_back(std::move(file));
  }
  data.make_files = [files = std::move(files)](const TokenizerData&) { return files; };
  return data;
}

}  // namespace chat
