#include "chat/byte_alphabet.h"

#include <array>

#include "core/utf8.h"

namespace chat {
namespace {

constexpr int kFirstSubstitute = 0x100;

struct Alphabet {
  std::array<char32_t, 256> character{};
  std::array<int16_t, 0x200> byte{};  // -1: stands for no byte

  constexpr Alphabet() {
    byte.fill(-1);
    char32_t substitute = kFirstSubstitute;
    for (int b = 0; b < 256; ++b) {
      const bool printable = (b >= 0x21 && b <= 0x7E) || (b >= 0xA1 && b <= 0xAC) || (b >= 0xAE && b <= 0xFF);
      character[b] = printable ? static_cast<char32_t>(b) : substitute++;
      byte[character[b]] = static_cast<int16_t>(b);
    }
  }
};

constexpr Alphabet kAlphabet;

}  // namespace

std::string bytes_to_alphabet(std::string_view bytes) {
  std::string out;
  out.reserve(bytes.size() * 2);
  for (const char byte : bytes) core::append_utf8(out, kAlphabet.character[static_cast<unsigned char>(byte)]);
  return out;
}

AlphabetBytes alphabet_to_bytes(std::string_view text) {
  std::string bytes;
  bytes.reserve(text.size());
  for (size_t at = 0; at < text.size();) {
    const char32_t c = core::next_code_point(text, at);
    const int byte = c < kAlphabet.byte.size() ? kAlphabet.byte[c] : -1;
    if (byte < 0) return {std::string(text), false};
    bytes += static_cast<char>(byte);
  }
  return {std::move(bytes), true};
}

}  // namespace chat
