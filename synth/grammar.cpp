#include "synth/grammar.h"

#include <cctype>

#include "core/error.h"
#include "core/text.h"

namespace synth {
namespace {

// Appends one expansion of `text` from `at` up to the bracket or bar that ends this level.
void skip_to(std::string_view text, size_t& at, bool stop_at_bar) {
  int depth = 0;
  for (; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '{') ++depth;
    if (c == '}' && depth-- == 0) return;
    if (c == '|' && depth == 0 && stop_at_bar) return;
  }
}

void expand_into(std::string_view text, core::Rng& rng, std::string& out) {
  for (size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '{') {
      out += text[at];
      continue;
    }
    std::vector<std::string_view> choices;
    size_t begin = ++at;
    while (true) {
      skip_to(text, at, true);
      FR_CHECK(at < text.size(), "unclosed {{ in grammar: {}", text);
      choices.push_back(text.substr(begin, at - begin));
      if (text[at] == '}') break;
      begin = ++at;
    }
    expand_into(choices[rng.index(choices.size())], rng, out);
  }
}

}  // namespace

std::string expand_part(std::string_view grammar, core::Rng& rng) {
  std::string raw;
  expand_into(grammar, rng, raw);
  std::string out;
  for (const char c : raw) {
    const bool closes = c == ' ' || c == ',' || c == '.' || c == '?';
    if (closes && !out.empty() && out.back() == ' ') {
      if (c == ' ') continue;
      out.pop_back();
    }
    out += c;
  }
  return out;
}

std::string expand(std::string_view grammar, core::Rng& rng) {
  std::string text(core::trim(expand_part(grammar, rng)));
  for (size_t at = text.find(" a "); at != std::string::npos; at = text.find(" a ", at + 1)) {
    if (takes_an(std::string_view(text).substr(at + 3)) && text[at + 3] != '<') text.insert(at + 2, "n");
  }
  return text;
}

std::string join_words(const std::vector<std::string>& words, std::string_view last, bool oxford) {
  std::string out;
  for (size_t i = 0; i < words.size(); ++i) {
    if (i > 0) {
      const bool final = i + 1 == words.size();
      if (!final || (oxford && words.size() > 2)) out += ",";
      out += ' ';
      if (final) (out += last) += ' ';
    }
    out += words[i];
  }
  return out;
}

bool takes_an(std::string_view text) {
  std::string word(text.substr(0, 4));
  for (char& c : word) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  if (word.starts_with("uni") || word.starts_with("use") || word.starts_with("eur") || word.starts_with("one"))
    return false;
  if (word.starts_with("hour") || word.starts_with("8") || word == "11" || word == "18") return true;
  if (word.starts_with("11-") || word.starts_with("18-")) return true;
  return !word.empty() && std::string_view("aeiou").find(word[0]) != std::string_view::npos;
}

std::string capitalised(std::string text) {
  if (!text.empty()) text[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(text[0])));
  return text;
}

std::string uncapitalised(std::string text) {
  const bool word = text.size() > 1 && std::islower(static_cast<unsigned char>(text[1]));
  const bool article = text.size() > 1 && text[0] == 'A' && text[1] == ' ';
  if (word || article) text[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(text[0])));
  return text;
}

std::string plural(std::string_view noun) {
  std::string word(noun);
  const auto ends = [&](std::string_view tail) { return word.ends_with(tail); };
  if (ends("person")) return word.substr(0, word.size() - 6) + "people";
  if (ends("child")) return word + "ren";
  if (ends("y") && word.size() > 1 && std::string_view("aeiou").find(word[word.size() - 2]) == std::string_view::npos) {
    return word.substr(0, word.size() - 1) + "ies";
  }
  if (ends("s") || ends("x") || ends("ch") || ends("sh")) return word + "es";
  return word + "s";
}

}  // namespace synth
