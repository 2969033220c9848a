// A page's text without its markup: what Beautiful Soup's get_text gives over Python's html.parser once scripts and
// styles are taken out, one string a line, white space at its ends removed.
#pragma once

#include <string>
#include <string_view>

namespace env::html {

// UTF-8 in and out. Throws PageError with the reference's text for a page that its parser refuses.
std::string page_text(std::string_view page);

}  // namespace env::html
