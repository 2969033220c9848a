// Random edits of an input text. Knows no particular syntax: what texts are made of comes in a Vocabulary.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "core/rng.h"

namespace fuzz {

// What a target's texts are made of, each part as it is written.
struct Vocabulary {
  std::vector<std::string> tokens;
  std::function<std::string(core::Rng&)> value;
  std::function<std::string(core::Rng&)> call;
  bool call_a_line = false;  // a text is calls in lines; else it is one text, which `call` is all of
};

// An edit that knows nothing but bytes.
using ByteEdit = std::function<void(std::string& text)>;

std::string mutated(std::string text, const Vocabulary& words, core::Rng& rng, const ByteEdit& edit_bytes);

// A simple ByteEdit with randomness of its own.
ByteEdit random_byte_edit(core::Rng& rng);

}  // namespace fuzz
