#include "chat/utf8_text.h"

#include <cstdint>
#include <cstring>

namespace chat {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

struct Sequence {
  size_t length;  // of the well-formed sequence, or of the maximal subpart of an ill-formed one
  bool valid;
};

struct Lead {
  size_t length;      // 0: no sequence starts with this byte
  unsigned char low;  // bounds of the second byte (Unicode 15, table 3-7)
  unsigned char high;
};

constexpr Lead lead_of(unsigned char byte) {
  if (byte >= 0xC2 && byte <= 0xDF) return {2, 0x80, 0xBF};
  if (byte == 0xE0) return {3, 0xA0, 0xBF};
  if (byte == 0xED) return {3, 0x80, 0x9F};  // no surrogates
  if (byte >= 0xE1 && byte <= 0xEF) return {3, 0x80, 0xBF};
  if (byte == 0xF0) return {4, 0x90, 0xBF};
  if (byte >= 0xF1 && byte <= 0xF3) return {4, 0x80, 0xBF};
  if (byte == 0xF4) return {4, 0x80, 0x8F};
  return {0, 0, 0};
}

Sequence sequence_at(std::string_view bytes, size_t at) {
  const auto byte = [&](size_t i) { return static_cast<unsigned char>(bytes[i]); };
  if (byte(at) < 0x80) return {1, true};
  const Lead lead = lead_of(byte(at));
  if (lead.length == 0) return {1, false};
  for (size_t i = 1; i < lead.length; ++i) {
    const unsigned char low = i == 1 ? lead.low : 0x80;
    const unsigned char high = i == 1 ? lead.high : 0xBF;
    if (at + i >= bytes.size() || byte(at + i) < low || byte(at + i) > high) return {i, false};
  }
  return {lead.length, true};
}

// First position at or behind `at` with a non-ASCII byte.
size_t skip_ascii(std::string_view bytes, size_t at) {
  for (; at + 8 <= bytes.size(); at += 8) {
    uint64_t word = 0;
    std::memcpy(&word, bytes.data() + at, 8);
    if ((word & 0x8080808080808080ULL) != 0) break;
  }
  while (at < bytes.size() && static_cast<unsigned char>(bytes[at]) < 0x80) ++at;
  return at;
}

// Position of the first ill-formed sequence at or behind `at`; the size where there is none.
size_t first_invalid(std::string_view bytes, size_t at) {
  while ((at = skip_ascii(bytes, at)) < bytes.size()) {
    const Sequence sequence = sequence_at(bytes, at);
    if (!sequence.valid) return at;
    at += sequence.length;
  }
  return at;
}

}  // namespace

bool is_valid_utf8(std::string_view bytes) {
  return first_invalid(bytes, 0) == bytes.size();
}

std::string repair_utf8(std::string_view bytes, TextMap* map) {
  std::string out;
  out.reserve(bytes.size() + 16);
  size_t at = 0;
  while (true) {
    const size_t bad = first_invalid(bytes, at);
    out.append(bytes, at, bad - at);
    if (bad == bytes.size()) return out;
    at = bad + sequence_at(bytes, bad).length;
    if (map != nullptr) {
      map->add(static_cast<uint32_t>(out.size()), static_cast<uint32_t>(out.size() + kReplacement.size()),
               static_cast<uint32_t>(bad), static_cast<uint32_t>(at));
    }
    out += kReplacement;
  }
}

}  // namespace chat
