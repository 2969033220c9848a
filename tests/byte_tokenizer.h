// A tokenizer for tests: every text is its bytes.
#pragma once

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

#include "chat/tokenizer.h"
#include "core/format.h"
#include "core/json.h"

namespace fixtures {

// One token a byte, and the added tokens of ChatML: Hugging Face's form of a byte-level BPE. `merges` join printable
// ASCII texts; their tokens follow the added ones. `tags`: further added tokens, which are text (as <think> is to
// Qwen), or special ones: <|…, […] and </s>. `gap`: ids from 259 on that have no token; the tags come behind them.
inline chat::Tokenizer byte_tokenizer(const std::vector<std::pair<std::string, std::string>>& merges = {},
                                      const std::vector<std::string>& tags = {}, int gap = 0) {
  core::Dict vocab;
  int unprintable = 0;
  for (int byte = 0; byte < 256; ++byte) {
    const bool printable = (byte >= '!' && byte <= '~') || (byte >= 0xA1 && byte <= 0xAC) || byte >= 0xAE;
    const int code = printable ? byte : 256 + unprintable++;
    std::string text;
    if (code < 0x80) {
      text = std::string(1, static_cast<char>(code));
    } else {
      text = {static_cast<char>(0xC0 | (code >> 6)), static_cast<char>(0x80 | (code & 0x3F))};
    }
    vocab[text] = byte;
  }
  core::List added;
  std::vector<std::string> texts = {"<|endoftext|>", "<|im_start|>", "<|im_end|>"};
  const size_t before_gap = texts.size();
  const auto next_id = [&](size_t place) { return 256 + static_cast<int>(place) + (place < before_gap ? 0 : gap); };
  texts.insert(texts.end(), tags.begin(), tags.end());
  for (const std::string& text : texts) {
    added.push_back(core::Dict{{"id", next_id(added.size())},
                               {"content", text},
                               {"single_word", false},
                               {"lstrip", false},
                               {"rstrip", false},
                               {"normalized", false},
                               {"special", text.starts_with("<|") || text.starts_with("[") || text == "</s>"}});
  }
  core::List merge_list;
  for (const auto& [left, right] : merges) {
    vocab[left + right] = next_id(added.size() + merge_list.size());
    merge_list.emplace_back(left + " " + right);
  }
  const core::Dict byte_level{
      {"type", "ByteLevel"}, {"add_prefix_space", false}, {"trim_offsets", false}, {"use_regex", false}};
  const core::Dict split{
      {"type", "Split"},
      {"pattern",
       core::Dict{{"Regex",
                   "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|"
                   "\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+"}}},
      {"behavior", "Isolated"},
      {"invert", false}};
  const core::Dict json{
      {"version", "1.0"},
      {"truncation", nullptr},
      {"padding", nullptr},
      {"added_tokens", added},
      {"normalizer", core::Dict{{"type", "NFC"}}},
      {"pre_tokenizer", core::Dict{{"type", "Sequence"}, {"pretokenizers", core::List{split, byte_level}}}},
      {"post_processor", byte_level},
      {"decoder", byte_level},
      {"model", core::Dict{{"type", "BPE"},
                           {"dropout", nullptr},
                           {"unk_token", nullptr},
                           {"continuing_subword_prefix", ""},
                           {"end_of_word_suffix", ""},
                           {"fuse_unk", false},
                           {"byte_fallback", false},
                           {"ignore_merges", false},
                           {"vocab", vocab},
                           {"merges", merge_list}}}};
  const std::filesystem::path folder = std::filesystem::path(FR_BINARY_DIR) / "test-tmp";
  std::filesystem::create_directories(folder);
  const std::filesystem::path path = folder / core::format("byte-tokenizer-{}-{}.json", ::getpid(), merges.size());
  std::ofstream(path, std::ios::binary) << core::dump_json(core::Value(json));
  chat::Tokenizer tokenizer = chat::Tokenizer::from_json_file(path);
  std::filesystem::remove(path);
  return tokenizer;
}

}  // namespace fixtures
