#include "chat/sentencepiece/normalizer.h"

#include <algorithm>

namespace chat::sentencepiece {

Normalizer::Normalizer(const Model& model, const Vocabulary& vocabulary)
    : model_(model),
      vocabulary_(vocabulary),
      charsmap_(model.charsmap),
      space_(model.escape_whitespaces ? kSpace : std::string_view(" ")) {}

// User-defined pieces stay as they are; else the longest rule; else one character.
Normalizer::Step Normalizer::next(std::string_view rest) const {
  if (!vocabulary_.user_defined().empty()) {
    if (const size_t size = vocabulary_.user_defined().longest_prefix(rest); size > 0)
      return {rest.substr(0, size), size};
  }
  if (const auto rule = charsmap_.longest_prefix(rest)) return {rule->replacement, rule->length};
  const size_t size = character_bytes(rest);
  return {rest.substr(0, size), size};
}

void Normalizer::append(std::string_view text, uint32_t origin, Normalized& out) const {
  for (const char c : text) {
    if (c == ' ') {
      out.text += space_;
    } else {
      out.text += c;
    }
  }
  out.origin.resize(out.text.size(), origin);
}

void Normalizer::strip_right(Normalized& out) const {
  size_t size = out.text.size();
  while (std::string_view(out.text).substr(0, size).ends_with(space_)) size -= space_.size();
  out.text.resize(size);
  out.origin.resize(size);
}

void Normalizer::normalize(std::string_view text, bool dummy_space, Normalized& out) const {
  out.clear();
  out.text.reserve(text.size() + text.size() / 2 + space_.size());
  size_t at = 0;
  if (model_.remove_extra_whitespaces) {
    while (at < text.size()) {
      const Step step = next(text.substr(at));
      if (step.text != " ") break;
      at += step.consumed;
    }
  }
  if (at == text.size()) return;
  const bool dummy = dummy_space && model_.add_dummy_prefix;
  if (dummy && !model_.space_as_suffix) append(" ", static_cast<uint32_t>(at), out);
  bool after_space = model_.remove_extra_whitespaces;
  while (at < text.size()) {
    Step step = next(text.substr(at));
    if (after_space) step.text.remove_prefix(std::min(step.text.find_first_not_of(' '), step.text.size()));
    if (!step.text.empty()) {
      append(step.text, static_cast<uint32_t>(at), out);
      after_space = model_.remove_extra_whitespaces && step.text.ends_with(' ');
    }
    at += step.consumed;
  }
  if (model_.remove_extra_whitespaces) strip_right(out);
  // The offset of a token is one of the input's bytes, also of one that stands for nothing in it.
  if (dummy && model_.space_as_suffix) append(" ", static_cast<uint32_t>(text.size() - 1), out);
}

}  // namespace chat::sentencepiece
