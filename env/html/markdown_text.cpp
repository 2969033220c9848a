#include "env/html/markdown_text.h"

#include <algorithm>
#include <unordered_map>

#include "env/html/characters.h"
#include "env/html/entities.h"
#include "env/html/text_wrap.h"

namespace env::html {
namespace {

constexpr size_t kWidth = 78;

// References that become ASCII, by name.
const std::unordered_map<std::u32string_view, std::u32string_view>& ascii_names() {
  static const std::unordered_map<std::u32string_view, std::u32string_view> kNames = {
      {U"aacute", U"a"}, {U"acirc", U"a"},
      {U"aelig", U"ae"}, {U"agrave", U"a"},
      {U"aring", U"a"},  {U"atilde", U"a"},
      {U"auml", U"a"},   {U"copy", U"(C)"},
      {U"eacute", U"e"}, {U"ecirc", U"e"},
      {U"egrave", U"e"}, {U"euml", U"e"},
      {U"iacute", U"i"}, {U"icirc", U"i"},
      {U"igrave", U"i"}, {U"iuml", U"i"},
      {U"larr", U"<-"},  {U"ldquo", U"\""},
      {U"lrm", U""},     {U"lsquo", U"'"},
      {U"mdash", U"--"}, {U"middot", U"*"},
      {U"ndash", U"-"},  {U"oacute", U"o"},
      {U"ocirc", U"o"},  {U"oelig", U"oe"},
      {U"ograve", U"o"}, {U"otilde", U"o"},
      {U"ouml", U"o"},   {U"rarr", U"->"},
      {U"rdquo", U"\""}, {U"rlm", U""},
      {U"rsquo", U"'"},  {U"uacute", U"u"},
      {U"ucirc", U"u"},  {U"ugrave", U"u"},
      {U"uuml", U"u"},   {U"nbsp", std::u32string_view(&kFixedSpace, 1)}};
  return kNames;
}

// The same by character.
const std::unordered_map<char32_t, std::u32string_view>& ascii_characters() {
  static const auto kCharacters = [] {
    std::unordered_map<char32_t, std::u32string_view> characters;
    for (const auto& [name, ascii] : ascii_names()) {
      const auto text = entity_text(name);
      if (text && name != U"nbsp") characters[text->front()] = ascii;
    }
    return characters;
  }();
  return kCharacters;
}

size_t skip_space(std::u32string_view text, size_t at) {
  while (at < text.size() && core::is_python_space(text[at])) ++at;
  return at;
}

bool has_mark(std::u32string_view text) {
  return text.size() > 1 && (text[0] == U'-' || text[0] == U'*' || text[0] == U'+') && core::is_python_space(text[1]);
}

bool has_number(std::u32string_view text) {
  size_t at = 0;
  while (at < text.size() && is_python_digit(text[at])) ++at;
  return at > 0 && at + 1 < text.size() && text[at] == U'.' && core::is_python_space(text[at + 1]);
}

// Lines that are lists, rows of a table or code, which stay whole.
bool stays_whole(std::u32string_view line) {
  if (line.starts_with(U"    ") || line.front() == U'\t') return true;
  const std::u32string_view text = line.substr(skip_space(line, 0));
  if (text.starts_with(U"--") && text.size() > 2 && text[2] != U'-') return false;
  if ((text.starts_with(U'-') || text.starts_with(U'*')) && !text.starts_with(U"**")) return true;
  if (line.find(U" | ") != line.npos) return true;
  return has_number(text) || has_mark(text);
}

// A line of white space and then a plus has no place in the result.
bool is_lost(std::u32string_view line) {
  return line.size() > 1 && core::is_python_space(line[0]) && line[1] == U'+';
}

}  // namespace

std::u32string escape_text(std::u32string_view text) {
  constexpr std::u32string_view kSpecial = U"\\`*_{}[]()#+-.!";
  std::u32string out;
  for (size_t at = 0; at < text.size(); ++at) {
    out += text[at];
    if (text[at] == U'\\' && at + 1 < text.size() && kSpecial.find(text[at + 1]) != kSpecial.npos) out += U'\\';
  }
  std::u32string escaped;
  for (size_t line = 0; line < out.size();) {
    const size_t end = std::min(out.find(U'\n', line), out.size());
    size_t place = line;
    while (place < end && core::is_python_space(out[place])) ++place;
    size_t digits = place;
    while (digits < end && is_python_digit(out[digits])) ++digits;
    const auto next_is = [&](size_t at, bool hyphen) {
      return at < out.size() && (core::is_python_space(out[at]) || (hyphen && out[at] == U'-'));
    };
    size_t mark = out.size();
    if (digits > place && digits < end && out[digits] == U'.' && next_is(digits + 1, false)) mark = digits;
    if (place < end && out[place] == U'+' && next_is(place + 1, false)) mark = place;
    if (place < end && out[place] == U'-' && next_is(place + 1, true)) mark = place;
    const size_t after = std::min(end + 1, out.size());
    if (mark < end) {
      escaped.append(out, line, mark - line);
      escaped += U'\\';
      escaped.append(out, mark, after - mark);
    } else {
      escaped.append(out, line, after - line);
    }
    line = after;
  }
  return escaped;
}

std::u32string escape_brackets(std::u32string_view text) {
  std::u32string out;
  for (const char32_t c : text) {
    if (std::u32string_view(U"\\[]()").find(c) != std::u32string_view::npos) out += U'\\';
    out += c;
  }
  return out;
}

std::u32string numeric_reference_text(std::u32string_view digits) {
  const char32_t number = reference_number(digits);
  const char32_t character = number == 0 || !is_scalar(number) ? char32_t{0xFFFD} : from_windows_1252(number);
  const auto ascii = ascii_characters().find(character);
  return ascii == ascii_characters().end() ? std::u32string(1, character) : std::u32string(ascii->second);
}

std::u32string named_reference_text(std::u32string_view name) {
  if (const auto ascii = ascii_names().find(name); ascii != ascii_names().end()) return std::u32string(ascii->second);
  if (const auto text = entity_text(name)) return std::u32string(*text);
  return U"&" + std::u32string(name) + U";";
}

std::u32string wrap_markdown(std::u32string_view text) {
  std::u32string out;
  int newlines = 0;  // at its end
  for (size_t at = 0; at <= text.size();) {
    const size_t end = std::min(text.find(U'\n', at), text.size());
    const std::u32string_view line = text.substr(at, end - at);
    at = end + 1;
    if (line.empty()) {
      if (newlines < 2) {
        out += U'\n';
        ++newlines;
      }
      continue;
    }
    if (stays_whole(line)) {
      if (is_lost(line)) continue;
      out += line;
      out += U'\n';
      newlines = 1;
      continue;
    }
    bool first = true;
    const std::u32string_view indent = line.starts_with(U"  *") ? U"    " : line.starts_with(U"> ") ? U"> " : U"";
    for (const std::u32string& part : wrap_text(line, kWidth, indent)) {
      if (!first) out += U'\n';
      out += part;
      first = false;
    }
    if (line.ends_with(U"  ")) {
      out += U"  \n";
      newlines = 1;
    } else if (!indent.empty()) {
      out += U'\n';
      newlines = 1;
    } else {
      out += U"\n\n";
      newlines = 2;
    }
  }
  return out;
}

}  // namespace env::html
