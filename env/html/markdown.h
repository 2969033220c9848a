// A page as Markdown, as html2text 2025.4.15 writes it with its defaults: lines of 78 characters, links in line,
// typographic characters that were written as references in ASCII.
#pragma once

#include <string>
#include <string_view>

namespace env::html {

// UTF-8 in and out. Throws PageError with the reference's text for a page that its parser refuses.
std::string page_markdown(std::string_view page);

}  // namespace env::html
