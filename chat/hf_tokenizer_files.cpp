#include "chat/hf_tokenizer_files.h"

#include <algorithm>
#include <charconv>
#include <functional>
#include <unordered_map>

#include "core/error.h"
#include "core/json.h"

namespace chat {
namespace {

using core::Value;

// Calls read(json) with the file's name in front of its errors; a missing file is none.
template <class Read>
void with_json(const core::fs::path& path, const Read& read) {
  if (!core::fs::exists(path)) return;
  try {
    read(core::read_json_file(path));
  } catch (const core::Error& error) {
    const bool named = std::string_view(error.what()).starts_with(path.string());
    throw named ? error : error.in(path.string());
  }
}

const Value* find(const Value& json, std::string_view key) {
  const Value* value = json.is_dict() ? json.find(key) : nullptr;
  return value == nullptr || value->is_none() ? nullptr : value;
}

// "<s>" or {"content": "<s>", …}.
std::string token_text(const Value* value) {
  if (value == nullptr) return {};
  return value->is_string() ? value->as_string() : value->get_string("content");
}

// Settings that grow file by file.
struct Collector {
  HfTokenizerSettings settings;
  std::unordered_map<TokenId, std::string> texts;
  std::unordered_map<std::string, TokenId> ids;

  void add(AddedToken token) {
    if (token.content.empty()) return;
    const auto [by_id, new_id] = texts.emplace(token.id, token.content);
    const auto by_text = ids.emplace(token.content, token.id).first;
    if (by_id->second != token.content || by_text->second != token.id) {
      throw core::data_error(core::format("added tokens: '{}' has the id {}, and id {} means '{}'", token.content,
                                          by_text->second, token.id, by_id->second),
                             "the tokenizer's files contradict each other");
    }
    if (new_id) settings.added.push_back(std::move(token));
  }
};

TokenId id_from_key(const std::string& key) {
  int64_t id = -1;
  const auto read = std::from_chars(key.data(), key.data() + key.size(), id);
  if (read.ec != std::errc() || read.ptr != key.data() + key.size()) {
    throw core::data_error(core::format("added_tokens_decoder: '{}' is no id", key));
  }
  return checked_id(id);
}

void read_config(const Value& json, Collector& collector) {
  HfTokenizerSettings& settings = collector.settings;
  if (const Value* decoder = find(json, "added_tokens_decoder")) {
    for (const auto& [key, token] : decoder->as_dict()) {
      collector.add(read_added_token(token, id_from_key(key.as_string())));
    }
  }
  settings.bos_token = token_text(find(json, "bos_token"));
  settings.eos_token = token_text(find(json, "eos_token"));
  settings.add_bos = find(json, "add_bos_token") != nullptr && json.at("add_bos_token").as_bool();
  settings.add_eos = find(json, "add_eos_token") != nullptr && json.at("add_eos_token").as_bool();
  if (find(json, "add_prefix_space") != nullptr && !json.at("add_prefix_space").as_bool()) {
    settings.prefix = SpacePrefix::never;
  } else if (find(json, "legacy") != nullptr) {
    settings.prefix = json.at("legacy").as_bool() ? SpacePrefix::always : SpacePrefix::first;
  }
}

// {"<token>": id}; special are those that tokenizer_config.json names for something.
void read_added_ids(const Value& json, Collector& collector) {
  const HfTokenizerSettings& settings = collector.settings;
  for (const auto& [text, id] : json.as_dict()) {
    AddedToken token;
    token.id = checked_id(id);
    token.content = text.as_string();
    token.special = token.content == settings.bos_token || token.content == settings.eos_token;
    collector.add(std::move(token));
  }
}

// The components of a node that may be a Sequence of others.
void each_component(const Value* node, const char* list_key, const std::function<void(const Value&)>& call) {
  if (node == nullptr) return;
  if (node->get_string("type") != "Sequence") return call(*node);
  for (const Value& child : node->at(list_key).as_list()) each_component(&child, list_key, call);
}

void read_tokenizer_json_settings(const Value& json, Collector& collector) {
  HfTokenizerSettings& settings = collector.settings;
  if (const Value* tokens = find(json, "added_tokens")) {
    for (const Value& token : tokens->as_list()) collector.add(read_added_token(token, checked_id(token.at("id"))));
  }
  // What the fast tokenizer does is what users of the model see, whatever the settings of the slow one.
  settings.prefix = SpacePrefix::never;
  each_component(find(json, "normalizer"), "normalizers", [&](const Value& node) {
    if (node.get_string("type") == "Prepend") settings.prefix = SpacePrefix::always;
  });
  each_component(find(json, "pre_tokenizer"), "pretokenizers", [&](const Value& node) {
    if (node.get_string("type") != "Metaspace") return;
    const std::string scheme =
        node.get_string("prepend_scheme", node.get_bool("add_prefix_space", true) ? "always" : "never");
    settings.prefix = scheme == "first"   ? SpacePrefix::first
                      : scheme == "never" ? SpacePrefix::never
                                          : SpacePrefix::always;
  });
}

}  // namespace

TokenId checked_id(const Value& value) {
  const int64_t id = value.as_int();
  if (id < 0 || id > kMaxTokenId) throw core::data_error(core::format("id {} is out of range", id));
  return static_cast<TokenId>(id);
}

AddedToken read_added_token(const Value& json, TokenId id) {
  AddedToken token;
  token.id = id;
  token.content = json.at("content").as_string();
  token.special = json.get_bool("special", false);
  token.single_word = json.get_bool("single_word", false);
  token.lstrip = json.get_bool("lstrip", false);
  token.rstrip = json.get_bool("rstrip", false);
  token.normalized = json.get_bool("normalized", !token.special);
  return token;
}

HfTokenizerSettings read_hf_config(const core::fs::path& folder) {
  Collector collector;
  with_json(folder / "tokenizer_config.json", [&](const Value& json) { read_config(json, collector); });
  return std::move(collector.settings);
}

HfTokenizerSettings read_hf_settings(const core::fs::path& folder) {
  Collector collector;
  with_json(folder / "tokenizer_config.json", [&](const Value& json) { read_config(json, collector); });
  with_json(folder / "added_tokens.json", [&](const Value& json) { read_added_ids(json, collector); });
  with_json(folder / "tokenizer.json", [&](const Value& json) { read_tokenizer_json_settings(json, collector); });
  return std::move(collector.settings);
}

bool is_byte_level_json(const core::fs::path& tokenizer_json) {
  bool found = false;
  with_json(tokenizer_json, [&](const Value& json) {
    each_component(find(json, "pre_tokenizer"), "pretokenizers",
                   [&](const Value& node) { found = found || node.get_string("type") == "ByteLevel"; });
  });
  return found;
}

std::vector<std::pair<std::string, std::string>> read_files(const core::fs::path& folder,
                                                            const std::vector<std::string>& names) {
  std::vector<std::pair<std::string, std::string>> files;
  for (const std::string& name : names) {
    if (core::fs::exists(folder / name)) files.emplace_back(name, core::read_file(folder / name));
  }
  return files;
}

}  // namespace chat
