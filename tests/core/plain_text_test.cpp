// The beginnings of texts that are copied as they are, against a look at every character.
#include "core/plain_text.h"

#include <gtest/gtest.h>

#include <string>

#include "core/rng.h"

namespace {

size_t slow_prefix(std::string_view text, core::Stops stops) {
  size_t at = 0;
  while (at < text.size() && stops.is_plain(text[at])) ++at;
  return at;
}

TEST(PlainText, PrefixEndsAtTheFirstSpecialByte) {
  core::Rng rng(5);
  for (int i = 0; i < 20000; ++i) {
    std::string text(static_cast<size_t>(rng.integer(0, 100)), ' ');
    for (char& c : text) c = static_cast<char>(rng.integer(' ', 0x7e));
    if (!text.empty() && rng.chance(0.7)) text[rng.index(text.size())] = static_cast<char>(rng.integer(0, 255));
    const core::Stops stops = rng.chance(0.5) ? core::Stops{'"', '\\'} : core::Stops{'\'', '\\', '('};
    const size_t expected = slow_prefix(text, stops);
    ASSERT_EQ(core::plain_prefix(text, stops), expected) << text;
    std::string copy(text.size(), '#');
    ASSERT_EQ(core::plain_prefix(text, stops, copy.data()), expected) << text;
    ASSERT_EQ(copy.substr(0, expected), text.substr(0, expected));
  }
}

TEST(PlainText, EveryByteIsJudgedAlike) {
  for (int byte = 0; byte < 256; ++byte) {
    for (const size_t size : {1U, 8U, 15U, 16U, 31U, 32U, 33U, 70U}) {
      for (size_t place = 0; place < size; ++place) {
        std::string text(size, 'x');
        text[place] = static_cast<char>(byte);
        const core::Stops stops{'\'', '\\', '('};
        ASSERT_EQ(core::plain_prefix(text, stops), slow_prefix(text, stops))
            << byte << " at " << place << " of " << size;
      }
    }
  }
}

}  // namespace
