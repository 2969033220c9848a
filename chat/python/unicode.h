// What Python asks of Unicode when it reads source: identifiers, their NFKC form, characters by name.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace chat::python {

// str.isidentifier() of UTF-8 text, with the tables of Unicode 14. Keywords are not looked at.
bool is_identifier(std::string_view text);
// The name that the parser stores: NFKC. ASCII text is returned as it is.
std::string normalise_identifier(std::string_view text);
// \N{name}: names and aliases, case ignored.
std::optional<char32_t> character_by_name(std::string_view name);

}  // namespace chat::python
