#include "synth/query/surface.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

#include "core/format.h"
#include "core/python_text.h"
#include "core/text.h"
#include "synth/query/effect.h"
#include "synth/words.h"

namespace synth::query {
namespace {

using core::Value;

constexpr std::array<std::pair<std::string_view, std::string_view>, 11> kCurrencies = {{
    {"USD", "US dollars"},
    {"RMB", "Chinese yuan"},
    {"EUR", "euros"},
    {"JPY", "Japanese yen"},
    {"GBP", "British pounds"},
    {"CAD", "Canadian dollars"},
    {"AUD", "Australian dollars"},
    {"INR", "Indian rupees"},
    {"RUB", "Russian rubles"},
    {"BRL", "Brazilian reais"},
    {"MXN", "Mexican pesos"},
}};

bool is_digit(char c) {
  return std::isdigit(static_cast<unsigned char>(c)) != 0;
}
bool is_iso_date(const std::string& text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
  for (const size_t i : {0U, 1U, 2U, 3U, 5U, 6U, 8U, 9U}) {
    if (!is_digit(text[i])) return false;
  }
  const int month = std::stoi(text.substr(5, 2));
  return month >= 1 && month <= 12;
}

std::vector<std::string> date_forms(const std::string& iso) {
  const std::string year = iso.substr(0, 4);
  const std::string_view month = month_name(std::stoi(iso.substr(5, 2)));
  const int day = std::stoi(iso.substr(8, 2));
  return {iso, core::format("{} {}, {}", month, day, year), core::format("{} {} {}", day, month, year),
          core::format("{} {}, {}", month, ordinal(day), year),
          core::format("the {} of {} {}", ordinal(day), month, year)};
}

std::string grouped(std::string digits) {
  const size_t end = std::min(digits.find('.'), digits.size());
  const size_t begin = digits.starts_with('-') ? 1 : 0;
  for (size_t at = end; at > begin + 3;) digits.insert(at -= 3, 1, ',');
  return digits;
}

// As people write it: "960", "17,646.3".
std::vector<std::string> written_numbers(const Value& value) {
  std::vector<std::string> out = {plain_number(value)};
  if (std::string with_commas = grouped(out[0]); with_commas != out[0]) out.push_back(std::move(with_commas));
  return out;
}

// And as results print it: "960.0".
std::vector<std::string> number_forms(const Value& value) {
  std::vector<std::string> out = written_numbers(value);
  if (std::string printed = core::python_str(value); printed != out[0]) out.push_back(std::move(printed));
  return out;
}

std::string quoted(const std::string& text, core::Rng& rng) {
  const bool single = text.find('\'') == std::string::npos;
  const bool twice = text.find('"') == std::string::npos;
  if (single && (!twice || rng.chance(0.7))) return "'" + text + "'";
  return twice ? "\"" + text + "\"" : text;
}

bool inside_word(std::string_view text, size_t at, bool before) {
  const char c = text[at];
  if (std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || (c & 0x80) != 0) return true;
  // "3.5" does not say 3, and "a.txt" not "a"; a full stop at the end of a sentence is none of this.
  if (c != '.' && c != '-') return false;
  const size_t next = before ? at - 1 : at + 1;
  if (before && at == 0) return false;
  return next < text.size() && std::isalnum(static_cast<unsigned char>(text[next])) != 0;
}

}  // namespace

std::string plain_number(const Value& value) {
  std::string text = core::python_str(value);
  if (value.is_float() && text.ends_with(".0")) text.resize(text.size() - 2);
  return text;
}

std::vector<std::string> forms(const Value& value, std::string_view parameter) {
  if (value.is_bool()) {
    if (!value.as_bool()) return {};
    if (parameter == "a") return {"hidden", "hidden ones", "hidden files"};
    if (parameter == "human_readable") return {"readable", "units I can read", "KB or MB"};
    return {"True", "true", "yes"};
  }
  if (value.is_none()) return {};
  if (parameter == "lines" && value == Value(1)) return {"1", "last line"};
  if (value.is_number()) return number_forms(value);
  if (!value.is_string()) return {core::python_str(value)};
  const std::string& text = value.as_string();
  if (text.empty()) return {"empty", "blank"};
  if (is_iso_date(text) && noun_of(parameter) != "text") return date_forms(text);
  if (parameter == "mode") {
    if (text == "l") return {"lines"};
    if (text == "w") return {"words"};
    if (text == "c") return {"characters"};
  }
  if (text == "..") return {"one level up", "parent folder", "folder above"};
  if (parameter == "path" && text == ".") return {"here", "this folder", "current folder"};
  if (noun_of(parameter) == "currency") {
    for (const auto& [code, name] : kCurrencies) {
      if (code == text) return {text, std::string(name)};
    }
  }
  return {text};
}

std::string say(const Value& value, std::string_view parameter, core::Rng& rng) {
  const std::vector<std::string> ways = forms(value, parameter);
  if (ways.empty()) return core::python_str(value);
  const std::string_view noun = noun_of(parameter);
  if (value.is_number()) {
    const std::vector<std::string> written = written_numbers(value);
    const std::string& number = written[rng.chance(0.5) ? written.size() - 1 : 0];
    if (noun != "amount" || parameter == "value") return parameter == "value" ? number : written[0];
    return rng.chance(0.5) ? "$" + number : number + " dollars";
  }
  const bool fixed = ways.size() == 1 || parameter == "path";
  if (!fixed) return ways[rng.index(ways.size())];
  constexpr std::array<std::string_view, 8> kQuoted = {"file", "folder", "place", "name",
                                                       "text", "token",  "card",  "booking"};
  constexpr std::array<std::string_view, 3> kSecrets = {"client_id", "client_secret", "refresh_token"};
  const bool marked = std::ranges::count(kQuoted, noun) > 0 || std::ranges::count(kSecrets, parameter) > 0;
  if (!marked) return ways[0];
  // Nobody quotes every number of a booking.
  const bool is_id = noun == "card" || noun == "booking";
  if (is_id && ways[0].find(' ') == std::string::npos && rng.chance(0.6)) return ways[0];
  return quoted(ways[0], rng);
}

bool says(std::string_view text, const Value& value, std::string_view parameter) {
  const std::vector<std::string> ways = forms(value, parameter);
  if (ways.empty()) return true;
  return std::ranges::any_of(ways, [&](const std::string& form) {
    for (size_t at = text.find(form); at != std::string_view::npos; at = text.find(form, at + 1)) {
      const size_t end = at + form.size();
      const bool joined_before = at > 0 && inside_word(text, at - 1, true);
      const bool joined_after = end < text.size() && inside_word(text, end, false);
      if (!joined_before && !joined_after) return true;
    }
    return false;
  });
}

}  // namespace synth::query
