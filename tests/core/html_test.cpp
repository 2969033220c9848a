// Text on a page stays text, and valid UTF-8.
#include "core/html.h"

#include <gtest/gtest.h>

namespace {

TEST(Html, EscapesWhatIsMarkupOrNoText) {
  EXPECT_EQ(core::html_escape("a<b & \"c\" 'd'>"), "a&lt;b &amp; &quot;c&quot; &#39;d&#39;&gt;");
  EXPECT_EQ(core::html_escape("Grüße 🎈\n\t"), "Grüße 🎈\n\t");
  EXPECT_EQ(core::html_escape(std::string("\0\x1b\x7f", 3)), "\uFFFD\uFFFD\uFFFD");
  EXPECT_EQ(core::html_escape("\xff<"), "\uFFFD&lt;");
  EXPECT_EQ(core::html_escape("\xed\xa0\x80"), "\uFFFD") << "a lone surrogate";
  EXPECT_EQ(core::html_escape("\xc3"), "\uFFFD");
}

TEST(Html, TagsAndTitlesAreEscaped) {
  EXPECT_EQ(core::html_tag("<b>", "good"), "<span class=\"tag good\">&lt;b&gt;</span>");
  EXPECT_EQ(core::html_titled("x", "p1", "\"onload='"), "<span class=\"p1\" title=\"&quot;onload=&#39;\">x</span>");
}

}  // namespace
