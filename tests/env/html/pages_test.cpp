// Pages as text and as Markdown: the same as html2text and Beautiful Soup make of them.
#include <gtest/gtest.h>

#include <chrono>

#include "core/files.h"
#include "core/json.h"
#include "env/html/entities.h"
#include "env/html/markdown.h"
#include "env/html/page_text.h"

namespace {

using core::Value;
using env::html::page_markdown;
using env::html::page_text;
using env::html::PageError;

core::Dict outcome(std::string (*convert)(std::string_view), const std::string& page) {
  try {
    return {{"content", convert(page)}};
  } catch (const PageError& error) {
    return {{"error", error.what()}};
  }
}

size_t check_pages(const core::fs::path& path) {
  size_t pages = 0;
  for (const Value& line : core::read_jsonl(path)) {
    const std::string& page = line.at("page").as_string();
    EXPECT_EQ(Value(outcome(page_markdown, page)), line.at("markdown")) << page;
    EXPECT_EQ(Value(outcome(page_text, page)), line.at("truncate")) << page;
    ++pages;
    if (testing::Test::HasFailure()) break;
  }
  return pages;
}

TEST(Pages, EqualTheReference) {
  EXPECT_EQ(check_pages(core::fs::path(FR_SOURCE_DIR) / "tests/data/pages.jsonl"), 150U);
}

TEST(Pages, EqualTheReferenceOnASample) {
  const core::fs::path path = core::fs::path(FR_PARITY_DIR) / "pages.jsonl";
  if (!core::fs::exists(path)) GTEST_SKIP() << "made by tests/parity/make_pages.py";
  EXPECT_GE(check_pages(path), 5000U);
}

TEST(Pages, AreMarkdown) {
  EXPECT_EQ(page_markdown("<h1>Hi</h1><p>One <b>two</b> &amp; <a href='/x' title='T'>three</a></p>"),
            "# Hi\n\nOne **two** & [three](/x \"T\")\n\n");
  EXPECT_EQ(page_markdown("<ol start=9><li>a<ul><li>b</ul><li>c</ol>"), "  9. a\n     * b\n  10. c\n\n");
  EXPECT_EQ(page_markdown("<ol start=99999999999999999999><li>a"), "  99999999999999999999. a\n\n");
  EXPECT_EQ(page_markdown("&copy; caf&eacute; &mdash; &lrm;&nosuch;"), "(C) cafe -- &nosuch;\n\n");
  EXPECT_EQ(page_markdown(""), "\n\n");
}

TEST(Pages, AreText) {
  EXPECT_EQ(page_text("<p>a<br>b</p><script>x</script><template>y</template>&eacute;&#x80;"), "a\nb\né€");
  EXPECT_EQ(page_text("<![CDATA[kept]]><!-- not --><?nor this?>"), "kept");
  EXPECT_EQ(page_text(""), "");
}

TEST(Pages, AreRefusedInTheReferencesWords) {
  EXPECT_EQ(Value(outcome(page_markdown, "a<![ x")).at("error").as_string(), "expected name token at '<![ x'");
  EXPECT_EQ(Value(outcome(page_text, "&#" + std::string(5000, '1') + ";")).at("error").as_string(),
            "Exceeds the limit (4300 digits) for integer string conversion: value has 5000 digits; use "
            "sys.set_int_max_str_digits() to increase the limit");
}

std::string repeated(std::string_view text, size_t count) {
  std::string all;
  while (count-- > 0) all += text;
  return all;
}

// What makes the reference work for hours ends here, with a result or in an error.
TEST(Pages, EndInTime) {
  const auto start = std::chrono::steady_clock::now();
  for (const std::string_view part : {"<a ", "<!--", "<a b=\"", "</", "<![if ", "&#", "&a", "<ul><li>", "<blockquote>x",
                                      "<pre>\n", "<abbr title=x>", "<b>", "]", "--", "a-", "x | ", "<td>", "\n", " "}) {
    const std::string page = repeated(part, 60'000);
    outcome(page_markdown, page);
    outcome(page_text, page);
  }
  EXPECT_LT(std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count(), 60);
}

}  // namespace
