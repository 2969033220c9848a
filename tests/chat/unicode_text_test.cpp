// Repair of invalid UTF-8, form C, the map back to the input, and the split patterns: cases with known answers.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "chat/byte_alphabet.h"
#include "chat/nfc.h"
#include "chat/pretokenizer.h"
#include "chat/tokenizer_data.h"
#include "chat/utf8_text.h"
#include "core/utf8.h"

namespace {

using testing::ElementsAre;

// "." stands for U+FFFD: the tables of the Unicode standard read better so.
std::string repaired(std::string_view bytes) {
  std::string text = chat::repair_utf8(bytes);
  for (size_t at = 0; (at = text.find("\xEF\xBF\xBD", at)) != std::string::npos;) text.replace(at, 3, ".");
  return text;
}

TEST(Utf8Text, ReplacesMaximalSubpartsAsTheStandardShows) {
  EXPECT_EQ(repaired("\xC0\xAF\xE0\x80\xBF\xF0\x81\x82\x41"), "........A");  // table 3-8
  EXPECT_EQ(repaired("\xED\xA0\x80\xED\xBF\xBF\xED\xAF\x41"), "........A");  // table 3-9
  EXPECT_EQ(repaired("\xF4\x91\x92\x93\xFF\x41\x80\xBF\x42"), ".....A..B");  // table 3-10
  EXPECT_EQ(repaired("\xE1\x80\xE2\xF0\x91\x92\xF1\xBF\x41"), "....A");      // table 3-11
  EXPECT_EQ(repaired("ok \xE2\x82"), "ok .");
  EXPECT_EQ(repaired("plain é€😀 text"), "plain é€😀 text");
}

TEST(Utf8Text, ValidatesEveryCodePointAndNoSurrogate) {
  for (char32_t c = 0; c < 0x110000; ++c) {
    std::string text;
    core::append_utf8(text, c);
    const bool surrogate = c >= 0xD800 && c < 0xE000;
    ASSERT_EQ(chat::is_valid_utf8(text), !surrogate) << static_cast<uint32_t>(c);
    ASSERT_EQ(chat::is_valid_utf8(text.substr(0, text.size() - 1)), text.size() == 1);
  }
}

TEST(Utf8Text, MapsBackToTheInput) {
  chat::TextMap map;
  const std::string text = chat::repair_utf8("a\xFF\xE2\x82z", &map);
  ASSERT_EQ(text.size(), 8U);
  std::vector<uint32_t> places;
  for (uint32_t at = 0; at < text.size(); ++at) places.push_back(map.to_input(at));
  EXPECT_THAT(places, ElementsAre(0, 1, 1, 1, 2, 2, 2, 4));
}

std::string nfc(std::string_view text) {
  return chat::to_nfc(text).value_or("(unchanged)");
}

TEST(Nfc, ComposesReordersAndLeavesAlone) {
  EXPECT_EQ(nfc("e\u0301"), "\u00e9");
  EXPECT_EQ(nfc("plain text, caf\u00e9 \u4e00 \U0001F600"), "(unchanged)");
  EXPECT_EQ(nfc("q\u0307\u0323"), "q\u0323\u0307");  // marks in canonical order
  EXPECT_EQ(nfc("a\u0315\u0300\u05ae\u0300"), "\u00e0\u05ae\u0300\u0315");
  EXPECT_EQ(nfc("\u1112\u1161\u11ab"), "\ud55c");  // Hangul
  EXPECT_EQ(nfc("\ud558\u11ab"), "\ud55c");
  EXPECT_EQ(nfc("\u212b"), "\u00c5");        // a singleton
  EXPECT_EQ(nfc("\u0958"), "\u0915\u093c");  // excluded from composition
  EXPECT_EQ(nfc("\u0344"), "\u0308\u0301");
  EXPECT_EQ(nfc("\u0f73\u0f71"), "\u0f71\u0f71\u0f72");  // a starter that decomposes into marks
  EXPECT_EQ(nfc("\u1ebf\u0323"), "\u1ec7\u0301");        // Vietnamese
  EXPECT_EQ(nfc("\u0301"), "(unchanged)");
  EXPECT_EQ(nfc(""), "(unchanged)");
}

// Hugging Face's tables are of Unicode 9: U+0898 (Unicode 14, class 230) is a letter like any other there.
TEST(Nfc, TakesLaterMarksForStartersAsTheReferenceDoes) {
  EXPECT_EQ(nfc("a\u0898\u0301"), "(unchanged)");
  EXPECT_EQ(nfc("c\u0898\u0327"), "(unchanged)");
  EXPECT_EQ(nfc("\U00011935\U00011930"), "(unchanged)");
}

TEST(Nfc, MapsBackToTheInput) {
  chat::TextMap map;
  const auto text = chat::to_nfc("xe\u0301yo\u0308\u0323z", &map);
  ASSERT_EQ(text, "x\u00e9y\u1ecd\u0308z");
  EXPECT_EQ(map.to_input(0), 0U);
  EXPECT_EQ(map.to_input(1), 1U);                                         // é came from e + acute
  EXPECT_EQ(map.to_input(3), 4U);                                         // y
  EXPECT_EQ(map.to_input(4), 5U);                                         // o + diaeresis + dot below
  EXPECT_EQ(map.to_input(static_cast<uint32_t>(text->size() - 1)), 10U);  // z
}

TEST(ByteAlphabet, RoundTripsEveryByte) {
  std::string all;
  for (int b = 0; b < 256; ++b) all += static_cast<char>(b);
  const std::string text = chat::bytes_to_alphabet(all);
  EXPECT_TRUE(chat::is_valid_utf8(text));
  EXPECT_TRUE(chat::alphabet_to_bytes(text).in_alphabet);
  EXPECT_EQ(chat::alphabet_to_bytes(text).bytes, all);
  EXPECT_EQ(chat::bytes_to_alphabet(" \n"), "ĠĊ");
  EXPECT_FALSE(chat::alphabet_to_bytes("a b").in_alphabet);
  EXPECT_EQ(chat::alphabet_to_bytes("Ġ一").bytes, "Ġ一");
}

std::vector<std::string> split(const std::vector<std::string>& patterns, std::string_view text) {
  const chat::Pretokenizer pretokenizer(patterns);
  chat::Pretokenizer::Scratch scratch;
  std::vector<std::string> words;
  pretokenizer.split(text, scratch,
                     [&](size_t begin, size_t end) { words.emplace_back(text.substr(begin, end - begin)); });
  return words;
}

TEST(Pretokenizer, SplitsAsGpt2Does) {
  const std::vector<std::string> gpt2{std::string(chat::kGpt2Pattern)};
  EXPECT_THAT(split(gpt2, "I'll be  there, ok?\n\n x"),
              ElementsAre("I", "'ll", " be", " ", " there", ",", " ok", "?", "\n\n", " x"));
  EXPECT_THAT(split(gpt2, "a  "), ElementsAre("a", "  "));
  EXPECT_THAT(split(gpt2, ""), ElementsAre());
}

// Each piece is a text of its own for the next pattern: the lookahead must not see the digit behind the spaces.
TEST(Pretokenizer, LaterPatternsSeeTheirPieceOnly) {
  const std::vector<std::string> smollm{R"(\p{N})", std::string(chat::kGpt2Pattern)};
  EXPECT_THAT(split(smollm, "ab  12 c"), ElementsAre("ab", "  ", "1", "2", " c"));
}

// PCRE2 counts the Mongolian vowel separator as a space; Unicode and the reference do not.
TEST(Pretokenizer, SpacesAreUnicodesWhiteSpace) {
  EXPECT_THAT(split({R"(\s+)"}, "a\u180eb\u3000\u0085c"), ElementsAre("a\u180eb", "\u3000\u0085", "c"));
  EXPECT_THAT(split({R"(\S+)"}, "a\u180eb c"), ElementsAre("a\u180eb", " ", "c"));
}

}  // namespace
