#include "chat/python/quote.h"

#include <algorithm>

#include "core/python_text.h"
#include "core/utf8.h"

namespace chat::python {
namespace {

using Quotes = std::vector<std::string_view>;

Quotes all_quotes() {
  return {"'", "\"", "\"\"\"", "'''"};
}

// Backslashes and what does not print, as repr() writes them.
void append_escaped(std::string& out, std::string_view character) {
  const std::string quoted = core::python_repr_string(character);
  out += std::string_view(quoted).substr(1, quoted.size() - 2);
}

std::string escape(std::string_view text, bool escape_whitespace) {
  std::string out;
  for (size_t at = 0; at < text.size();) {
    const size_t start = at;
    const char32_t c = core::next_code_point(text, at);
    const std::string_view character = text.substr(start, at - start);
    const bool keep = (c == '\n' || c == '\t') ? !escape_whitespace : c != '\\' && core::is_printable(c);
    if (keep) {
      out += character;
    } else {
      append_escaped(out, character);
    }
  }
  return out;
}

// Escapes `text` and leaves in `quotes` those that may surround it, the preferred one first.
std::string prepare(std::string_view text, Quotes& quotes, bool escape_whitespace) {
  std::string escaped = escape(text, escape_whitespace);
  Quotes possible;
  const bool has_newline = escaped.find('\n') != std::string::npos;
  for (const std::string_view quote : quotes) {
    if (has_newline && quote.size() == 1) continue;
    if (escaped.find(quote) == std::string::npos) possible.push_back(quote);
  }
  if (possible.empty()) {
    const std::string quoted = core::python_repr_string(text);
    const auto fitting = std::find_if(quotes.begin(), quotes.end(), [&](std::string_view quote) {
      return quote.find(quoted[0]) != std::string_view::npos;
    });
    quotes = {fitting != quotes.end() ? *fitting : quoted[0] == '"' ? std::string_view("\"") : std::string_view("'")};
    return quoted.substr(1, quoted.size() - 2);
  }
  if (!escaped.empty()) {
    const char last = escaped.back();
    std::stable_sort(possible.begin(), possible.end(),
                     [last](std::string_view a, std::string_view b) { return (a[0] == last) < (b[0] == last); });
    if (possible.front()[0] == last) escaped.insert(escaped.size() - 1, "\\");
  }
  quotes = std::move(possible);
  return escaped;
}

std::string surround(std::string_view text, std::string_view quote) {
  std::string out(quote);
  out += text;
  return out += quote;
}

}  // namespace

std::string quote_fstring(const std::vector<FStringPart>& parts) {
  Quotes quotes = all_quotes();
  std::string body;
  for (const FStringPart& part : parts) body += prepare(part.text, quotes, part.is_constant);
  return surround(body, quotes.front());
}

std::string quote_avoiding_backslashes(std::string_view text) {
  Quotes quotes = all_quotes();
  const std::string body = prepare(text, quotes, false);
  return surround(body, quotes.front());
}

}  // namespace chat::python
