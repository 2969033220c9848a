// Quotes for string literals with as few backslashes as possible: what ast.unparse does for f-strings.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace chat::python {

struct FStringPart {
  std::string text;          // source text, braces doubled
  bool is_constant = false;  // a literal, not a {field}
};

// The quoted body of an f-string, without the f.
std::string quote_fstring(const std::vector<FStringPart>& parts);
// A literal whose newlines and tabs stand as they are, in triple quotes where needed.
std::string quote_avoiding_backslashes(std::string_view text);

}  // namespace chat::python
