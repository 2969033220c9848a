// Bodies of resolve_conditionals and fill_slots; part of effect.h.
#pragma once

#include <string>
#include <string_view>

#include "core/error.h"

namespace synth::query {

template <class Has>
std::string resolve_conditionals(std::string_view grammar, const Has& has) {
  std::string out;
  for (size_t at = 0; at < grammar.size(); ++at) {
    if (grammar[at] != '[') {
      out += grammar[at];
      continue;
    }
    const size_t colon = grammar.find(':', at);
    // Bars and brackets inside braces or inner conditionals belong to those.
    size_t bar = std::string_view::npos;
    size_t end = colon + 1;
    for (int depth = 0; end < grammar.size(); ++end) {
      const char c = grammar[end];
      if (c == '{' || c == '[') ++depth;
      if (c == ']' && depth == 0) break;
      if (c == '}' || c == ']') --depth;
      if (c == '|' && depth == 0 && bar == std::string_view::npos) bar = end;
    }
    FR_CHECK(colon != std::string_view::npos && end < grammar.size(), "unclosed [ in grammar: {}", grammar);
    const bool present = has(grammar.substr(at + 1, colon - at - 1));
    const size_t middle = bar == std::string_view::npos ? end : bar;
    const std::string_view with = grammar.substr(colon + 1, middle - colon - 1);
    const std::string_view without = bar == std::string_view::npos ? "" : grammar.substr(bar + 1, end - bar - 1);
    out += resolve_conditionals(present ? with : without, has);
    at = end;
  }
  return out;
}

template <class WordsOf>
std::string fill_slots(std::string_view text, const WordsOf& words_of) {
  std::string out;
  for (size_t at = 0; at < text.size(); ++at) {
    const size_t end = text[at] == '<' ? text.find('>', at) : std::string_view::npos;
    if (end == std::string_view::npos) {
      out += text[at];
      continue;
    }
    out += words_of(text.substr(at + 1, end - at - 1));
    at = end;
  }
  return out;
}

}  // namespace synth::query
