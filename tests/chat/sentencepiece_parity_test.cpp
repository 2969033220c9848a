// Id for id, and back, against Google's sentencepiece: cases from tests/parity/make_sentencepiece.py, a slice of them
// kept in tests/data/sentencepiece.
#include <gtest/gtest.h>

#include <cstdio>
#include <map>

#include "chat/tokenizer.h"
#include "core/error.h"
#include "core/json.h"
#include "tests/chat/tokenizer_references.h"
#include "tests/test_scale.h"

namespace {

using chat::TextPlace;
using chat::TokenId;
using chat::Tokenizer;
using chat_test::from_hex;
using chat_test::ids_of;
using chat_test::offsets_make_sense;
using core::Value;

// Added tokens are no part of the library: they stay text here, and control pieces are invisible in what is decoded.
std::string first_difference(const Tokenizer& tokenizer, const Value& line) {
  const std::vector<TokenId> ids = ids_of(line.at("ids"));
  const std::string raw = from_hex(line.get_string("hex"));
  const Value* decoded = line.find("decoded");
  if (tokenizer.decode(ids, true) != (decoded != nullptr ? decoded->as_string() : raw)) return "decoded";
  if (line.at("kind").as_string() == "ids") return "";
  const chat::Encoding encoding = tokenizer.encode_with_offsets(raw, false);
  if (encoding.ids != ids) return "ids";
  if (tokenizer.encode(raw, false) != ids) return "ids without offsets";
  return offsets_make_sense(encoding, raw.size()) ? "" : "offsets";
}

void compare_all(const core::fs::path& path, size_t at_least, size_t every) {
  std::optional<Tokenizer> tokenizer;
  size_t passed = 0;
  std::map<std::string, size_t> failed;
  core::for_each_jsonl(path, [&](const Value& line, size_t number) {
    if (!tokenizer) {
      tokenizer = Tokenizer::from_model(path.parent_path() / line.at("source").as_string());
      EXPECT_EQ(tokenizer->ends().bos.value_or(-1), line.at("bos").as_int());
      EXPECT_EQ(tokenizer->ends().eos.value_or(-1), line.at("eos").as_int());
      return;
    }
    if (number % every != 0) return;
    const std::string difference = first_difference(*tokenizer, line);
    if (difference.empty()) {
      ++passed;
    } else if (++failed[line.at("kind").as_string()] <= 2) {
      ADD_FAILURE() << path << ":" << number << ": " << difference
                    << " differ: " << core::dump_json(line).substr(0, 400);
    }
  });
  std::printf("%s: passed %zu\n", path.filename().c_str(), passed);
  for (const auto& [kind, count] : failed) std::printf("  failed %zu of kind %s\n", count, kind.c_str());
  EXPECT_GE(passed, at_least);
}

TEST(SentencePieceParity, KeptSlice) {
  const core::fs::path folder = core::fs::path(FR_SOURCE_DIR) / "tests/data/sentencepiece";
  for (const char* name : {"llama", "bpe_unused", "unigram", "unigram_bytes"}) {
    compare_all(folder / (std::string(name) + ".jsonl"), 300, 1);
  }
}

TEST(SentencePieceParity, EverySettingAndMistralsVocabularies) {
  const core::fs::path folder = core::fs::path(FR_PARITY_DIR) / "sentencepiece";
  if (!core::fs::exists(folder)) GTEST_SKIP() << "no " << folder << " (tests/parity/make_sentencepiece.py makes it)";
  size_t files = 0;
  for (const auto& entry : core::fs::directory_iterator(folder)) {
    if (entry.path().extension() != ".gz") continue;
    compare_all(entry.path(), 5000 / test::kScale, test::kScale);
    ++files;
  }
  EXPECT_GE(files, 12U);
}

}  // namespace
