// The alphabet of byte-level BPE (GPT-2): every byte as a printable character, so that vocabularies are text.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace chat {

// Characters ("Ġ" for a space) of raw bytes.
std::string bytes_to_alphabet(std::string_view bytes);

struct AlphabetBytes {
  std::string bytes;
  bool in_alphabet;  // false: some character stands for no byte, and `bytes` is the text itself
};
// Raw bytes of a vocabulary entry, with the rule of Hugging Face's ByteLevel decoder for text outside the alphabet.
AlphabetBytes alphabet_to_bytes(std::string_view text);

}  // namespace chat
