// Text -> what pieces are looked up in: rules, spaces as ▁, the dummy space, in the order of the reference.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "chat/sentencepiece/charsmap.h"
#include "chat/sentencepiece/vocabulary.h"

namespace chat::sentencepiece {

struct Normalized {
  std::string text;
  std::vector<uint32_t> origin;  // byte offset in the input that each byte came from (non-decreasing)

  void clear() {
    text.clear();
    origin.clear();
  }
};

class Normalizer {
 public:
  // Throws core::Error(data) for a broken charsmap. Keeps references to both.
  Normalizer(const Model& model, const Vocabulary& vocabulary);

  // `text` is valid UTF-8. `dummy_space`: whether the model's dummy space is wanted, if it has one.
  void normalize(std::string_view text, bool dummy_space, Normalized& out) const;

 private:
  struct Step {
    std::string_view text;  // of the output
    size_t consumed;        // bytes of the input
  };
  Step next(std::string_view rest) const;
  void append(std::string_view text, uint32_t origin, Normalized& out) const;
  void strip_right(Normalized& out) const;

  const Model& model_;
  const Vocabulary& vocabulary_;
  CharsMap charsmap_;
  std::string_view space_;  // what a space becomes
};

}  // namespace chat::sentencepiece
