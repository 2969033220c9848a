// SentencePiece models: their files, whole and broken, what Hugging Face's files add to them, and GGUF vocabularies.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <fstream>
#include <limits>

#include "chat/sentencepiece/model.h"
#include "chat/sentencepiece/wire.h"
#include "chat/tokenizer.h"
#include "core/error.h"
#include "core/json.h"
#include "core/rng.h"
#include "tests/core/gguf_builder.h"
#include "tests/test_scale.h"

namespace {

using chat::TextPlace;
using chat::TokenId;
using chat::Tokenizer;
using chat::sentencepiece::Algorithm;
using chat::sentencepiece::Model;
using chat::sentencepiece::PieceType;
using testing::ElementsAre;
using testing::HasSubstr;

core::fs::path kept(const char* name) {
  return core::fs::path(FR_SOURCE_DIR) / "tests/data/sentencepiece" / name;
}

// An empty folder of this test.
core::fs::path fresh_folder() {
  const auto* test = testing::UnitTest::GetInstance()->current_test_info();
  const auto path = core::fs::path(testing::TempDir()) / "funreason_sentencepiece_test" / test->name();
  core::fs::remove_all(path);
  core::fs::create_directories(path);
  return path;
}

void write(const core::fs::path& path, std::string_view content) {
  std::ofstream(path, std::ios::binary) << content;
}

// <unk> 0, <s> 1, </s> 2, then the pieces with falling scores.
Model small_model(std::vector<std::string> pieces = {"▁", "a", "b", "ab", "▁a", "▁ab", "c"}) {
  Model model;
  model.algorithm = Algorithm::bpe;
  model.remove_extra_whitespaces = false;
  model.pieces = {{"<unk>", 0, PieceType::unknown}, {"<s>", 0, PieceType::control}, {"</s>", 0, PieceType::control}};
  for (std::string& piece : pieces) {
    model.pieces.push_back({std::move(piece), -static_cast<float>(model.pieces.size()), PieceType::normal});
  }
  return model;
}

Tokenizer load(const Model& model, const core::fs::path& folder = fresh_folder()) {
  write(folder / "tokenizer.model", write_model(model));
  return Tokenizer::from_model(folder);
}

std::string refusal(std::string_view file) {
  const auto path = fresh_folder() / "tokenizer.model";
  write(path, file);
  try {
    Tokenizer::from_model(path);
  } catch (const core::Error& error) {
    EXPECT_EQ(error.kind(), core::ErrorKind::data);
    EXPECT_THAT(error.what(), HasSubstr("tokenizer.model"));
    EXPECT_THAT(error.what(), Not(HasSubstr("\n")));
    return error.what();
  }
  return {};
}

TEST(SentencePiece, MergesByScoreAndKeepsSpaces) {
  const Tokenizer tokenizer = load(small_model());
  EXPECT_THAT(tokenizer.encode("ab"), ElementsAre(8));  // "ab", then "▁ab": "▁a" is worth less than "ab"
  EXPECT_THAT(tokenizer.encode("abab"), ElementsAre(8, 6));
  EXPECT_THAT(tokenizer.encode("  c"), ElementsAre(3, 3, 3, 9));
  EXPECT_THAT(tokenizer.encode("xyzaxy"), ElementsAre(3, 0, 4, 0));  // neighbouring unknowns are one
  EXPECT_THAT(tokenizer.encode(""), ElementsAre());
  EXPECT_EQ(tokenizer.decode(std::vector<TokenId>{3, 6, 7, 0}), "ab a ⁇ ");
  EXPECT_EQ(tokenizer.vocab_size(), 10U);
}

TEST(SentencePiece, ADummySpaceBelongsToTheStartOfATextAlone) {
  const Tokenizer tokenizer = load(small_model());
  EXPECT_THAT(tokenizer.encode("c", true, TextPlace::inside), ElementsAre(9));
  EXPECT_THAT(tokenizer.encode(" c", true, TextPlace::inside), ElementsAre(3, 9));
  EXPECT_EQ(tokenizer.decode(std::vector<TokenId>{3, 9}), "c");
  EXPECT_EQ(tokenizer.decode(std::vector<TokenId>{3, 9}, false, TextPlace::inside), " c");
  EXPECT_EQ(tokenizer.bytes(3), " ");
}

TEST(SentencePiece, ControlPiecesAreFoundUnlessTheyAreText) {
  const Tokenizer tokenizer = load(small_model());
  EXPECT_THAT(tokenizer.encode("<s>a</s>"), ElementsAre(1, 4, 2));
  EXPECT_THAT(tokenizer.encode("a<s>", false), ElementsAre(7, 0));
  EXPECT_EQ(tokenizer.decode(std::vector<TokenId>{1, 7, 2}), "<s> a</s>");
  EXPECT_EQ(tokenizer.decode(std::vector<TokenId>{1, 7, 2}, true), "a");
  EXPECT_TRUE(tokenizer.is_special(1));
  EXPECT_FALSE(tokenizer.is_special(4));
  EXPECT_EQ(tokenizer.ends().bos, 1);
  EXPECT_EQ(tokenizer.ends().eos, 2);
  EXPECT_FALSE(tokenizer.ends().add_bos);
}

TEST(SentencePiece, AddedTokensAndTheDummySpaceComeFromTheFilesBeside) {
  const auto folder = fresh_folder();
  const auto with = [&](const char* name, const char* content) {
    write(folder / name, content);
    return load(small_model(), folder);
  };
  const Tokenizer first =
      with("tokenizer_config.json", R"({"add_bos_token": true, "legacy": false, "eos_token": "<end>",
      "added_tokens_decoder": {"10": {"content": "<end>", "special": true}, "11": {"content": "[x]", "lstrip": true}}})");
  EXPECT_THAT(first.encode("a<end>a  [x]c"), ElementsAre(7, 10, 4, 11, 9));
  EXPECT_EQ(first.ends().eos, 10);
  EXPECT_TRUE(first.ends().add_bos);
  EXPECT_EQ(first.id_of("[x]"), 11);
  EXPECT_EQ(first.decode(std::vector<TokenId>{10, 11, 7}, true), "[x] a");
  EXPECT_EQ(first.hf_files().size(), 2U);
  const Tokenizer always = with("tokenizer_config.json", R"({"legacy": true})");
  EXPECT_THAT(always.encode("a<s>a"), ElementsAre(7, 1, 7));
  const Tokenizer more = with("added_tokens.json", R"({"<pad>": 10})");
  EXPECT_THAT(more.encode("<pad>a"), ElementsAre(10, 7));
  const Tokenizer never = with("tokenizer_config.json", R"({"add_prefix_space": false, "legacy": true})");
  EXPECT_THAT(never.encode("a<s>a"), ElementsAre(4, 1, 4));
  // A tokenizer.json of the same vocabulary says what its users see.
  const Tokenizer fast = with("tokenizer.json", R"({"model": {"type": "BPE", "byte_fallback": true}, "added_tokens": [
      {"id": 12, "content": "<y>"}], "normalizer": {"type": "Sequence", "normalizers": [{"type": "Prepend", "prepend": "▁"}]}})");
  EXPECT_THAT(fast.encode("a<y>a"), ElementsAre(7, 12, 7));
}

// Gemma's turn marks: the model finds them, and its files say that they are special.
TEST(SentencePiece, UserDefinedPiecesMayBeSpecial) {
  Model model = small_model({"▁", "a", "<end_of_turn>"});
  model.pieces[5].type = PieceType::user_defined;
  const auto folder = fresh_folder();
  write(folder / "tokenizer_config.json",
        R"({"added_tokens_decoder": {"5": {"content": "<end_of_turn>", "special": true}}})");
  const Tokenizer tokenizer = load(model, folder);
  EXPECT_THAT(tokenizer.encode("a<end_of_turn>"), ElementsAre(3, 4, 5));
  EXPECT_TRUE(tokenizer.is_special(5));
  EXPECT_EQ(tokenizer.decode(std::vector<TokenId>{3, 4, 5}, true), "a");
  EXPECT_FALSE(load(model, fresh_folder()).is_special(5));
}

TEST(SentencePiece, FilesThatContradictEachOtherAreAnError) {
  const auto folder = fresh_folder();
  for (const char* config : {R"({"added_tokens_decoder": {"4": {"content": "z"}}})",
                             R"({"added_tokens_decoder": {"12": {"content": "ab"}}})",
                             R"({"added_tokens_decoder": {"12": {"content": "x"}, "13": {"content": "x"}}})",
                             R"({"added_tokens_decoder": {"99999999999": {"content": "x"}}})",
                             R"({"added_tokens_decoder": {"one": {"content": "x"}}})",
                             R"({"added_tokens_decoder": {"12": {}}})", R"({"legacy": "yes"})", "{", "[1]"}) {
    write(folder / "tokenizer_config.json", config);
    if (std::string_view(config) == "[1]") continue;
    EXPECT_THROW(load(small_model(), folder), core::Error) << config;
  }
}

TEST(SentencePiece, NamesWhatItDoesNotSupport) {
  EXPECT_THAT(refusal("IQ== 0\nIg== 1\n"), HasSubstr("tiktoken"));
  EXPECT_THAT(refusal(""), HasSubstr("no pieces"));
  EXPECT_THAT(refusal("hello, world"), HasSubstr("byte"));
  const auto with_trainer = [](uint64_t model_type) {
    chat::sentencepiece::WireWriter trainer;
    trainer.varint(3, model_type);
    chat::sentencepiece::WireWriter file;
    file.bytes(2, trainer.message());
    return file.message();
  };
  EXPECT_THAT(refusal(with_trainer(3)), HasSubstr("word"));
  EXPECT_THAT(refusal(with_trainer(4)), HasSubstr("char"));
  Model model = small_model({"a", "a"});
  EXPECT_THAT(refusal(write_model(model)), HasSubstr("'a' is given twice"));
  model = small_model({""});
  EXPECT_THAT(refusal(write_model(model)), HasSubstr("piece 3: empty"));
  model = small_model();
  model.pieces[0].type = PieceType::control;
  EXPECT_THAT(refusal(write_model(model)), HasSubstr("0 unknown pieces"));
  model = small_model();
  model.pieces[4].score = std::numeric_limits<float>::quiet_NaN();
  EXPECT_THAT(refusal(write_model(model)), HasSubstr("not a number"));
  model = small_model();
  model.byte_fallback = true;
  EXPECT_THAT(refusal(write_model(model)), HasSubstr("0 byte pieces"));
  model = small_model({"<0x0A>"});
  model.pieces[3].type = PieceType::byte;
  EXPECT_THAT(refusal(write_model(model)), HasSubstr("without byte_fallback"));
  model.pieces[3].text = "<0xZZ>";
  EXPECT_THAT(refusal(write_model(model)), HasSubstr("'<0xZZ>'"));
  const auto empty = fresh_folder();
  EXPECT_THROW(Tokenizer::from_model(empty), core::Error);
}

// A trie of one rule "a" -> "b", unit by unit; each change breaks it in another way.
TEST(SentencePiece, BrokenRulesAreAnError) {
  const auto charsmap = [](std::vector<uint32_t> units, std::string_view replacements) {
    std::string out;
    const auto put = [&](uint32_t value) {
      for (unsigned shift = 0; shift < 32; shift += 8) out += static_cast<char>((value >> shift) & 0xFFU);
    };
    put(static_cast<uint32_t>(units.size() * 4));
    for (const uint32_t unit : units) put(unit);
    return out + std::string(replacements);
  };
  const auto load_with = [&](const std::string& map) {
    Model model = small_model();
    model.charsmap = map;
    return load(model);
  };
  // The root's children are counted from 1; "a" (0x61) lies at 1 ^ 0x61 = 0x60, its value at 0x60 ^ 2 = 0x62.
  std::vector<uint32_t> units(0x70, 0xFF);
  units[0] = 1U << 10U;
  units[0x60] = 0x61U | (1U << 8U) | (2U << 10U);
  units[0x62] = 0x80000000U;
  const std::string_view text("b\0", 2);
  EXPECT_THAT(load_with(charsmap(units, text)).encode("a c"), ElementsAre(3, 5, 3, 9));
  auto circle = units;
  circle[0x60] = 0x61U | (0x61U << 10U);  // back to the root's children
  EXPECT_THROW(load_with(charsmap(circle, text)), core::Error);
  auto outside = units;
  outside[0x60] = 0x61U | (1U << 8U) | (0x1FFFFFU << 10U);
  EXPECT_THROW(load_with(charsmap(outside, text)), core::Error);
  auto value = units;
  value[0x62] = 0x80000002U;
  EXPECT_THROW(load_with(charsmap(value, text)), core::Error);
  EXPECT_THROW(load_with(charsmap(units, "b")), core::Error);
  EXPECT_THROW(load_with(charsmap(units, "")), core::Error);
  EXPECT_THROW(load_with(charsmap({}, text)), core::Error);
  EXPECT_THROW(load_with(charsmap(units, text).substr(0, 7)), core::Error);
  std::string longer = charsmap(units, text);
  longer[3] = '\x7F';  // a trie of two gigabytes
  EXPECT_THROW(load_with(longer), core::Error);
}

// What a broken file leaves is a tokenizer or one error; either way nothing else happens.
bool survives(const std::string& file) {
  try {
    const auto model = chat::sentencepiece::read_model(file);
    const Tokenizer tokenizer = load(model);
    const std::string text = "the ab ▁ x\n\xF0\x9F\x99\x82 don't <s> ﬁ Ⅷ";
    const auto encoding = tokenizer.encode_with_offsets(text);
    for (const uint32_t begin : encoding.begin) EXPECT_LT(begin, text.size());
    tokenizer.decode(encoding.ids);
    return true;
  } catch (const core::Error& error) {
    EXPECT_EQ(error.kind(), core::ErrorKind::data) << error.what();
    return false;
  }
}

TEST(SentencePiece, CutOffFilesNeverCrash) {
  const std::string file = core::read_file(kept("llama.model"));
  size_t errors = 0;
  for (size_t size = 0; size < file.size(); size += test::kScale) errors += survives(file.substr(0, size)) ? 0 : 1;
  EXPECT_GE(errors, file.size() / test::kScale - 50);
}

TEST(SentencePiece, MutatedFilesNeverCrash) {
  for (const char* name : {"llama.model", "unigram_bytes.model", "unigram.model"}) {
    const std::string file = core::read_file(kept(name));
    core::Rng rng(7);
    for (size_t round = 0; round < 400 / test::kScale; ++round) {
      std::string changed = file;
      const size_t changes = 1 + rng.index(4);
      for (size_t i = 0; i < changes; ++i) {
        // Half of them at the end, where the settings and the rules lie.
        const size_t room = rng.index(2) == 0 ? changed.size() : std::min<size_t>(changed.size(), 600);
        const size_t at = changed.size() - 1 - rng.index(room);
        const size_t kind = rng.index(3);
        if (kind == 0) {
          changed[at] = static_cast<char>(rng.index(256));
        } else if (kind == 1) {
          changed.erase(at, 1 + rng.index(8));
        } else {
          changed.insert(at, 1 + rng.index(8), static_cast<char>(rng.index(256)));
        }
      }
      survives(changed);
    }
  }
}

TEST(SentencePiece, LengthsInAFileAllocateNothing) {
  for (const char* file : {"\x0A\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x7F", "\x0A\xFF\xFF\xFF\xFF\x0F", "\x0B", "\x0C",
                           "\x07", "\x0A\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x01", "\x15\x01"}) {
    EXPECT_THAT(refusal(file), HasSubstr("byte"));
  }
}

TEST(SentencePiece, MegabytesOfOneCharacterTakeLinearTime) {
  constexpr size_t kBytes = 1'000'000 / test::kScale;
  for (const char* name : {"llama.model", "bpe_unused.model", "unigram.model", "unigram_bytes.model"}) {
    const Tokenizer tokenizer = Tokenizer::from_model(kept(name));
    for (const char c : {'e', ' ', '\n', '\xFF', '<', '0'}) {
      const auto start = std::chrono::steady_clock::now();
      tokenizer.encode(std::string(kBytes, c));
      const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
      EXPECT_LT(seconds.count(), 20) << name << " " << static_cast<int>(c);
    }
  }
}

core::GgufFile gguf_of(const Model& model, bool space_prefix) {
  using enum core::test::GgufType;
  core::test::GgufBuilder b;
  b.header(0, 7).key("tokenizer.ggml.model", kString).text("llama");
  b.key("tokenizer.ggml.tokens", kArray).put<uint32_t>(kString).put<uint64_t>(model.pieces.size());
  for (const auto& piece : model.pieces) b.text(piece.text);
  b.key("tokenizer.ggml.scores", kArray).put<uint32_t>(kF32).put<uint64_t>(model.pieces.size());
  for (const auto& piece : model.pieces) b.put<float>(piece.score);
  b.key("tokenizer.ggml.token_type", kArray).put<uint32_t>(kI32).put<uint64_t>(model.pieces.size());
  for (const auto& piece : model.pieces) b.put<int32_t>(static_cast<int32_t>(piece.type));
  b.key("tokenizer.ggml.bos_token_id", kU32).put<uint32_t>(1);
  b.key("tokenizer.ggml.eos_token_id", kU32).put<uint32_t>(2);
  b.key("tokenizer.ggml.add_space_prefix", kBool).put<uint8_t>(space_prefix ? 1 : 0);
  const auto path = fresh_folder() / "small.gguf";
  write(path, b.bytes());
  return core::GgufFile(path);
}

TEST(SentencePiece, AGgufVocabularyIsTheSameModel) {
  const Model model = chat::sentencepiece::read_model(core::read_file(kept("llama.model")));
  const Tokenizer reference = Tokenizer::from_model(kept("llama.model"));
  const Tokenizer tokenizer = Tokenizer::from_gguf(gguf_of(model, true));
  const std::string text = "don't find  the water\n12 🙂 café";
  EXPECT_EQ(tokenizer.encode(text), reference.encode(text));
  EXPECT_EQ(tokenizer.ends().bos, 1);
  EXPECT_TRUE(tokenizer.ends().add_bos);
  const Tokenizer bare = Tokenizer::from_gguf(gguf_of(model, false));
  EXPECT_EQ(bare.encode(text), reference.encode(text, true, TextPlace::inside));
  // What convert writes reads back as the same tokenizer.
  const auto folder = fresh_folder();
  for (const auto& [name, content] : tokenizer.hf_files()) write(folder / name, content);
  const Tokenizer again = Tokenizer::from_model(folder);
  for (const char* sample : {"don't <s>find</s> the", "<|im_start|>user\nHi<|im_end|>", "  x"}) {
    EXPECT_EQ(again.encode(sample), tokenizer.encode(sample)) << sample;
  }
}

}  // namespace
