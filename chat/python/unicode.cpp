#include "chat/python/unicode.h"

#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>

#include <algorithm>
#include <array>
#include <vector>

#include "chat/python/character_aliases.h"
#include "core/utf8.h"

namespace chat::python {
namespace {

// Python 3.11 has Unicode 14; the library may know more.
bool is_in_unicode_14(char32_t c) {
  UVersionInfo age;
  u_charAge(static_cast<UChar32>(c), age);
  return age[0] <= 14;
}

bool has_property(char32_t c, UProperty property) {
  return is_in_unicode_14(c) && u_hasBinaryProperty(static_cast<UChar32>(c), property) != 0;
}

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return (c & 0x80) == 0; });
}

}  // namespace

bool is_identifier(std::string_view text) {
  if (text.empty()) return false;
  for (size_t at = 0; at < text.size();) {
    const bool first = at == 0;
    const char32_t c = core::next_code_point(text, at);
    if (c != '_' && !has_property(c, first ? UCHAR_XID_START : UCHAR_XID_CONTINUE)) return false;
  }
  return true;
}

std::string normalise_identifier(std::string_view text) {
  if (is_ascii(text)) return std::string(text);
  std::u16string source;
  for (size_t at = 0; at < text.size();) {
    const char32_t c = core::next_code_point(text, at);
    if (c >= 0x10000) {
      source += {static_cast<char16_t>(0xD7C0 + (c >> 10U)), static_cast<char16_t>(0xDC00 + (c & 0x3FFU))};
    } else {
      source += static_cast<char16_t>(c);
    }
  }
  UErrorCode status = U_ZERO_ERROR;
  const UNormalizer2* nfkc = unorm2_getNFKCInstance(&status);
  // NFKC makes text at most 18 times longer.
  std::u16string target(source.size() * 18 + 1, u'\0');
  const int32_t size = unorm2_normalize(nfkc, source.data(), static_cast<int32_t>(source.size()), target.data(),
                                        static_cast<int32_t>(target.size()), &status);
  if (U_FAILURE(status)) return std::string(text);
  std::string out;
  for (int32_t i = 0; i < size; ++i) {
    char32_t c = target[static_cast<size_t>(i)];
    if (c >= 0xD800 && c < 0xDC00 && i + 1 < size) {
      c = ((c - 0xD7C0) << 10U) + (target[static_cast<size_t>(++i)] - 0xDC00U);
    }
    core::append_utf8(out, c);
  }
  return out;
}

std::optional<char32_t> character_by_name(std::string_view name) {
  constexpr size_t kLongestName = 128;
  if (name.empty() || name.size() > kLongestName || !is_ascii(name)) return std::nullopt;
  std::string upper(name);
  for (char& c : upper) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 0x20) : c;
  const auto alias = std::lower_bound(kCharacterAliases.begin(), kCharacterAliases.end(), upper,
                                      [](const CharacterAlias& a, const std::string& b) { return a.name < b; });
  if (alias != kCharacterAliases.end() && alias->name == upper) return alias->code_point;
  UErrorCode status = U_ZERO_ERROR;
  const UChar32 c = u_charFromName(U_UNICODE_CHAR_NAME, upper.c_str(), &status);
  if (U_FAILURE(status) || !is_in_unicode_14(static_cast<char32_t>(c))) return std::nullopt;
  return static_cast<char32_t>(c);
}

}  // namespace chat::python
