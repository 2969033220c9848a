#include "core/utf8.h"

#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

namespace core {
namespace {

// Assigned in Unicode 15, which the library knows and Python 3.11 does not.
constexpr std::array<std::pair<char32_t, char32_t>, 32> kNewerThanUnicode14{{
    {0x0CF3, 0x0CF3},   {0x0ECE, 0x0ECE},   {0x10EFD, 0x10EFF}, {0x1123F, 0x11241}, {0x11B00, 0x11B09},
    {0x11F00, 0x11F10}, {0x11F12, 0x11F3A}, {0x11F3E, 0x11F59}, {0x1342F, 0x1342F}, {0x13439, 0x13455},
    {0x1B132, 0x1B132}, {0x1B155, 0x1B155}, {0x1D2C0, 0x1D2D3}, {0x1DF25, 0x1DF2A}, {0x1E030, 0x1E06D},
    {0x1E08F, 0x1E08F}, {0x1E4D0, 0x1E4F9}, {0x1F6DC, 0x1F6DC}, {0x1F774, 0x1F776}, {0x1F77B, 0x1F77F},
    {0x1F7D9, 0x1F7D9}, {0x1FA75, 0x1FA77}, {0x1FA87, 0x1FA88}, {0x1FAAD, 0x1FAAF}, {0x1FABB, 0x1FABD},
    {0x1FABF, 0x1FABF}, {0x1FACE, 0x1FACF}, {0x1FADA, 0x1FADB}, {0x1FAE8, 0x1FAE8}, {0x1FAF7, 0x1FAF8},
    {0x31350, 0x323AF}, {0x2B739, 0x2B739},
}};

}  // namespace

char32_t next_code_point(std::string_view text, size_t& at) {
  const auto byte = [&](size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(at);
  if (lead < 0x80) return text[at++];
  size_t length = 0;
  char32_t code_point = 0;
  if (lead >= 0xc2 && lead < 0xe0) {
    length = 2;
    code_point = lead & 0x1fU;
  } else if (lead >= 0xe0 && lead < 0xf0) {
    length = 3;
    code_point = lead & 0x0fU;
  } else if (lead >= 0xf0 && lead < 0xf5) {
    length = 4;
    code_point = lead & 0x07U;
  }
  bool valid = length > 0 && at + length <= text.size();
  for (size_t i = 1; valid && i < length; ++i) {
    valid = (byte(at + i) & 0xc0U) == 0x80;
    code_point = (code_point << 6U) | (byte(at + i) & 0x3fU);
  }
  constexpr std::array<char32_t, 5> kSmallest{0, 0, 0x80, 0x800, 0x10000};
  if (!valid || code_point < kSmallest.at(length) || code_point > 0x10ffff) {
    ++at;
    return 0xdc00U + lead;
  }
  at += length;
  return code_point;
}

void append_utf8(std::string& out, char32_t c) {
  const auto put = [&out](char32_t byte) { out += static_cast<char>(static_cast<unsigned char>(byte)); };
  if (c < 0x80) {
    put(c);
  } else if (c < 0x800) {
    put(0xc0U | (c >> 6U));
    put(0x80U | (c & 0x3fU));
  } else if (c < 0x10000) {
    put(0xe0U | (c >> 12U));
    put(0x80U | ((c >> 6U) & 0x3fU));
    put(0x80U | (c & 0x3fU));
  } else {
    put(0xf0U | (c >> 18U));
    put(0x80U | ((c >> 12U) & 0x3fU));
    put(0x80U | ((c >> 6U) & 0x3fU));
    put(0x80U | (c & 0x3fU));
  }
}

bool is_printable(char32_t c) {
  if (c < 0x7f) return c >= 0x20;
  const bool newer = std::any_of(kNewerThanUnicode14.begin(), kNewerThanUnicode14.end(),
                                 [c](const auto& range) { return c >= range.first && c <= range.second; });
  if (newer) return false;
  switch (utf8proc_category(static_cast<utf8proc_int32_t>(c))) {
    case UTF8PROC_CATEGORY_CC:
    case UTF8PROC_CATEGORY_CF:
    case UTF8PROC_CATEGORY_CS:
    case UTF8PROC_CATEGORY_CO:
    case UTF8PROC_CATEGORY_CN:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
    case UTF8PROC_CATEGORY_ZS:
      return false;
    default:
      return true;
  }
}

}  // namespace core
