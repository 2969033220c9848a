#include "env/html/entities.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <unordered_map>

#include "core/format.h"
#include "env/html/characters.h"
#include "env/html/entity_table.h"

namespace env::html {
namespace {

constexpr char32_t kReplacement = 0xFFFD;
constexpr char32_t kPastUnicode = 0x110000;

struct Entity {
  std::u32string text;
  bool bare = false;  // stands without a semicolon, too
};

std::u32string read_points(std::string_view hex) {
  std::u32string text;
  for (const char* at = hex.data(); at < hex.data() + hex.size(); ++at) {
    uint32_t point = 0;
    at = std::from_chars(at, hex.data() + hex.size(), point, 16).ptr;
    text.push_back(point);
  }
  return text;
}

const std::unordered_map<std::u32string, Entity>& entities() {
  static const auto kAll = [] {
    std::unordered_map<std::u32string, Entity> all;
    const std::string_view table = kEntities;
    for (size_t at = 0; at < table.size();) {
      const size_t end = table.find(' ', at);
      const std::string_view item = table.substr(at, end - at);
      const size_t mark = item.find_first_of("=!");
      all[to_code_points(item.substr(0, mark))] = {read_points(item.substr(mark + 1)), item[mark] == '!'};
      at = end + 1;
    }
    return all;
  }();
  return kAll;
}

const Entity* find_entity(std::u32string_view name) {
  const auto found = entities().find(std::u32string(name));
  return found == entities().end() ? nullptr : &found->second;
}

// Characters that html.unescape() leaves out.
bool is_left_out(char32_t number) {
  return (number >= 0x1 && number <= 0x8) || number == 0xB || (number >= 0xE && number <= 0x1F) ||
         (number >= 0x7F && number <= 0x9F) || (number >= 0xFDD0 && number <= 0xFDEF) || (number & 0xFFFEU) == 0xFFFE;
}

void append_number(std::u32string& out, char32_t number) {
  const char32_t mapped = from_windows_1252(number);
  if (number == 0 || !is_scalar(number)) {
    out += kReplacement;
  } else if (mapped != number || number == 0x0D || (number >= 0x80 && number <= 0x9F)) {
    out += mapped;
  } else if (!is_left_out(number)) {
    out += number;
  }
}

// The end of a numeric reference whose `&#` is at `at`, without the semicolon; `at` itself where there is none.
size_t number_end(std::u32string_view text, size_t at) {
  size_t end = at + 2;
  const bool hex = end < text.size() && (text[end] == U'x' || text[end] == U'X');
  const size_t first = end + (hex ? 1 : 0);
  end = first;
  while (end < text.size() && (hex ? is_ascii_hex(text[end]) : is_ascii_digit(text[end]))) ++end;
  return end == first ? at : end;
}

bool ends_name(char32_t c) {
  return c == U'\t' || c == U'\n' || c == U'\f' || c == U' ' || c == U'<' || c == U'&' || c == U'#' || c == U';';
}

// Appends what the named reference at `at` (its `&`) stands for; returns where the text goes on.
size_t append_named(std::u32string& out, std::u32string_view text, size_t at) {
  constexpr size_t kLongest = 32;
  size_t end = at + 1;
  while (end < text.size() && end - at - 1 < kLongest && !ends_name(text[end])) ++end;
  const std::u32string_view name = text.substr(at + 1, end - at - 1);
  if (name.empty()) {
    out += U'&';
    return at + 1;
  }
  const bool closed = end < text.size() && text[end] == U';';
  const size_t after = end + (closed ? 1 : 0);
  const Entity* entity = find_entity(name);
  if (entity != nullptr && (closed || entity->bare)) {
    out += entity->text;
    return after;
  }
  for (size_t size = name.size() - (closed ? 0 : 1); size > 1; --size) {
    const Entity* shorter = find_entity(name.substr(0, size));
    if (shorter == nullptr || !shorter->bare) continue;
    out += shorter->text;
    return at + 1 + size;  // what follows holds no `&` before `after`
  }
  out += text.substr(at, after - at);
  return after;
}

}  // namespace

std::optional<std::u32string_view> entity_text(std::u32string_view name) {
  const Entity* entity = find_entity(name);
  if (entity == nullptr) return std::nullopt;
  return entity->text;
}

char32_t reference_number(std::u32string_view digits) {
  constexpr size_t kMostDigits = 4300;
  const bool hex = !digits.empty() && (digits.front() == U'x' || digits.front() == U'X');
  if (hex) digits.remove_prefix(1);
  if (!hex && digits.size() > kMostDigits) {
    throw PageError(
        core::format("Exceeds the limit ({} digits) for integer string conversion: value has {} digits; use "
                     "sys.set_int_max_str_digits() to increase the limit",
                     kMostDigits, digits.size()));
  }
  char32_t number = 0;
  for (const char32_t c : digits) {
    const char32_t digit = is_ascii_digit(c) ? c - U'0' : (c | 0x20U) - U'a' + 10;
    number = std::min<char32_t>(number * (hex ? 16 : 10) + digit, kPastUnicode);
  }
  return number;
}

char32_t from_windows_1252(char32_t number) {
  // 0: no character of its own
  static constexpr std::array<char32_t, 32> kMapped = {0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                                       0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0,      0x017D, 0,
                                                       0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                                       0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};
  if (number < 0x80 || number > 0x9F || kMapped[number - 0x80] == 0) return number;
  return kMapped[number - 0x80];
}

std::u32string unescape(std::u32string_view text) {
  std::u32string out;
  for (size_t at = 0; at < text.size();) {
    if (text[at] != U'&') {
      out += text[at++];
      continue;
    }
    if (at + 1 >= text.size() || text[at + 1] != U'#') {
      at = append_named(out, text, at);
      continue;
    }
    const size_t end = number_end(text, at);
    if (end == at) {
      out += text[at++];
      continue;
    }
    append_number(out, reference_number(text.substr(at + 2, end - at - 2)));
    at = end + (end < text.size() && text[end] == U';' ? 1 : 0);
  }
  return out;
}

}  // namespace env::html
