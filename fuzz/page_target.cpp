// Pages of the web as a fuzz target: whatever a page holds, reading it ends, in text or in an error.
#include <array>

#include "core/error.h"
#include "core/python_string.h"
#include "env/html/entities.h"
#include "env/html/markdown.h"
#include "env/html/page_text.h"
#include "fuzz/random_value.h"
#include "fuzz/target.h"

namespace fuzz {
namespace {

using core::Rng;

void run_page(std::string_view input) {
  try {
    const std::string text = env::html::page_text(input);
    FR_CHECK(text.empty() || core::strip_python_space(text) == text, "white space at an end");
  } catch (const env::html::PageError&) {
    // as the reference: the model is told
  }
  try {
    FR_CHECK(env::html::page_markdown(input).ends_with('\n'), "a last line without an end");
  } catch (const env::html::PageError&) {
    // the same
  }
}

std::string element(Rng& rng) {
  static constexpr std::array<std::string_view, 18> kNames = {
      "a",  "p",    "div", "ul", "ol", "li",     "pre",      "table", "tr",
      "td", "code", "em",  "b",  "h2", "script", "template", "abbr",  "blockquote"};
  const std::string name(kNames[rng.index(kNames.size())]);
  return "<" + name + " href='/" + RandomValues::name(rng) + "' title=x>" + RandomValues::name(rng) + "</" + name + ">";
}

}  // namespace

std::vector<Target> page_targets() {
  const auto value = [](Rng& rng) { return RandomValues::name(rng) + " "; };
  return {{"page",
           run_page,
           {{"<",     ">",      "</",   "/>",         "<!--",      "-->",       "<![CDATA[",
             "]]>",   "<![if ", "]>",   "<?",         "<!doctype", "&",         "&#",
             ";",     "&nbsp;", "&amp", "&#x",        "=",         "\"",        "'",
             "<pre>", "</pre>", "<li>", "<ol start=", "<script>",  "</script>", "<img src=x alt=",
             "| ",    "  \n",   "- ",   "\\"},
            value,
            element}}};
}

}  // namespace fuzz
