// Python's str.lower().
#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <iterator>
#include <vector>

#include "core/python_string.h"

namespace core {
namespace {

struct Range {
  int32_t first;
  int32_t last;
};

template <size_t N>
bool in(const std::array<Range, N>& ranges, int32_t code) {
  return std::any_of(ranges.begin(), ranges.end(), [code](Range r) { return code >= r.first && code <= r.last; });
}

// Other_Lowercase and Other_Uppercase of Unicode's PropList.txt that general categories do not show.
constexpr std::array<Range, 27> kOtherCased = {
    {{0xAA, 0xAA},       {0xBA, 0xBA},       {0x2B0, 0x2B8},     {0x2C0, 0x2C1},     {0x2E0, 0x2E4},
     {0x345, 0x345},     {0x37A, 0x37A},     {0x1D2C, 0x1D6A},   {0x1D78, 0x1D78},   {0x1D9B, 0x1DBF},
     {0x2071, 0x2071},   {0x207F, 0x207F},   {0x2090, 0x209C},   {0x2160, 0x217F},   {0x24B6, 0x24E9},
     {0x2C7C, 0x2C7D},   {0xA69C, 0xA69D},   {0xA770, 0xA770},   {0xA7F8, 0xA7F9},   {0xAB5C, 0xAB5F},
     {0x10780, 0x10780}, {0x10783, 0x10785}, {0x10787, 0x107B0}, {0x107B2, 0x107BA}, {0x1F130, 0x1F149},
     {0x1F150, 0x1F169}, {0x1F170, 0x1F189}}};
// Word_Break = MidLetter, MidNumLet or Single_Quote: case-ignorable beside the general categories.
constexpr std::array<Range, 16> kIgnorablePunctuation = {{{0x27, 0x27},
                                                          {0x2E, 0x2E},
                                                          {0x3A, 0x3A},
                                                          {0xB7, 0xB7},
                                                          {0x387, 0x387},
                                                          {0x55F, 0x55F},
                                                          {0x5F4, 0x5F4},
                                                          {0x2018, 0x2019},
                                                          {0x2024, 0x2024},
                                                          {0x2027, 0x2027},
                                                          {0xFE13, 0xFE13},
                                                          {0xFE52, 0xFE52},
                                                          {0xFE55, 0xFE55},
                                                          {0xFF07, 0xFF07},
                                                          {0xFF0E, 0xFF0E},
                                                          {0xFF1A, 0xFF1A}}};

bool is_cased(int32_t code) {
  switch (utf8proc_category(code)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
      return true;
    default:
      return in(kOtherCased, code);
  }
}

bool is_case_ignorable(int32_t code) {
  switch (utf8proc_category(code)) {
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_ME:
    case UTF8PROC_CATEGORY_CF:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_SK:
      return true;
    default:
      return in(kIgnorablePunctuation, code);
  }
}

void append_utf8(std::string& out, int32_t code) {
  std::array<uint8_t, 4> bytes{};
  const auto length = utf8proc_encode_char(code, bytes.data());
  out.append(bytes.begin(), bytes.begin() + length);
}

struct CodePoint {
  int32_t code;  // -1: a byte that is not UTF-8
  std::string_view bytes;
};

std::vector<CodePoint> code_points(std::string_view text) {
  std::vector<CodePoint> points;
  points.reserve(text.size());
  while (!text.empty()) {
    int32_t code = -1;
    const auto length = utf8proc_iterate(reinterpret_cast<const uint8_t*>(text.data()),
                                         static_cast<utf8proc_ssize_t>(text.size()), &code);
    const size_t size = length > 0 ? static_cast<size_t>(length) : 1;
    points.push_back({length > 0 ? code : -1, text.substr(0, size)});
    text.remove_prefix(size);
  }
  return points;
}

constexpr int32_t kCapitalSigma = 0x3A3;

// A capital sigma after a cased letter and before none is written as final sigma; case-ignorable ones do not count.
bool is_final_sigma(const std::vector<CodePoint>& points, size_t index) {
  const auto ignorable = [&](size_t i) { return points[i].code >= 0 && is_case_ignorable(points[i].code); };
  size_t before = index;
  while (before > 0 && ignorable(before - 1)) --before;
  if (before == 0 || points[before - 1].code < 0 || !is_cased(points[before - 1].code)) return false;
  size_t after = index + 1;
  while (after < points.size() && ignorable(after)) ++after;
  return after == points.size() || points[after].code < 0 || !is_cased(points[after].code);
}

char lower_ascii(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<signed char>(c) >= 0; });
}

}  // namespace

std::string python_lower(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  if (is_ascii(text)) {
    std::transform(text.begin(), text.end(), std::back_inserter(out), lower_ascii);
    return out;
  }
  const std::vector<CodePoint> points = code_points(text);
  for (size_t i = 0; i < points.size(); ++i) {
    const int32_t code = points[i].code;
    if (code < 0) {
      out += points[i].bytes;
    } else if (code == 0x130) {  // the one code point whose lower case is two: i and a combining dot above
      append_utf8(out, 'i');
      append_utf8(out, 0x307);
    } else if (code == kCapitalSigma) {
      append_utf8(out, is_final_sigma(points, i) ? 0x3C2 : 0x3C3);
    } else {
      append_utf8(out, utf8proc_tolower(code));
    }
  }
  return out;
}

}  // namespace core
