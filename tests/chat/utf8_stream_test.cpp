#include "chat/utf8_stream.h"

#include <gtest/gtest.h>

namespace chat {
namespace {

TEST(Utf8Stream, NeverSplitsACharacter) {
  const std::string text = "aé漢😀z";
  for (size_t step = 1; step <= text.size(); ++step) {
    Utf8Stream stream;
    std::string out;
    for (size_t at = 0; at < text.size(); at += step) {
      const std::string ready = stream.push(text.substr(at, step));
      // What is shown ends at a character: the next byte of the text starts one.
      out += ready;
      ASSERT_TRUE(out.size() == text.size() || (static_cast<unsigned char>(text[out.size()]) & 0xc0U) != 0x80U);
    }
    EXPECT_EQ(out + stream.finish(), text);
  }
}

TEST(Utf8Stream, PassesInvalidBytesOn) {
  Utf8Stream stream;
  EXPECT_EQ(stream.push("\x80\x80\x80\x80"), "\x80\x80\x80\x80");
  EXPECT_EQ(stream.push("\xff"), "\xff");
  EXPECT_EQ(stream.push("\xe6"), "");
  EXPECT_EQ(stream.finish(), "\xe6");
}

}  // namespace
}  // namespace chat
