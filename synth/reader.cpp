#include "synth/reader.h"

#include <cctype>
#include <charconv>
#include <cmath>
#include <functional>
#include <vector>

#include "core/text.h"
#include "synth/calendar.h"
#include "synth/coded_words.h"
#include "synth/words.h"

namespace synth {
namespace {

using core::Value;
using std::optional;
using std::string;
using std::string_view;

bool digit(char c) {
  return std::isdigit(static_cast<unsigned char>(c)) != 0;
}
bool letter(char c) {
  return std::isalpha(static_cast<unsigned char>(c)) != 0;
}

struct Amount {
  double number = 0;
  string_view rest;  // what follows the number, trimmed
};

// Digits with thousands commas and a fraction, or leading number words.
optional<Amount> read_amount(string_view text) {
  text = core::trim(text);
  size_t end = text.starts_with("-") ? 1 : 0;
  string digits(text.substr(0, end));
  while (end < text.size()) {
    const bool comma = text[end] == ',' && end + 3 < text.size() && digit(text[end + 1]) && digit(text[end + 2]) &&
                       digit(text[end + 3]);
    const bool point = text[end] == '.' && end + 1 < text.size() && digit(text[end + 1]);
    if (!digit(text[end]) && !comma && !point) break;
    if (!comma) digits += text[end];
    ++end;
  }
  if (!digits.empty() && digit(digits.back())) {
    double number = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), number);
    return Amount{number, core::trim(text.substr(end))};
  }
  optional<Amount> best;  // the longest run of words that is a number
  for (size_t space = text.find(' ');; space = text.find(' ', space + 1)) {
    const string_view head = text.substr(0, space);
    if (const auto number = words_to_number(head)) {
      best = Amount{static_cast<double>(*number),
                    space == string_view::npos ? string_view() : core::trim(text.substr(space))};
    }
    if (space == string_view::npos) return best;
  }
}

bool all_words(string_view text) {
  for (const char c : text) {
    if (!letter(c) && c != ' ' && c != '-') return false;
  }
  return true;
}

bool unit_agrees(const ToolParam& param, string_view rest) {
  if (rest.empty()) return true;
  if (param.unit.empty()) return all_words(rest);  // "three days": the noun that is counted
  const Unit& unit = find_unit(param.unit);
  return rest == unit.symbol || rest == unit.singular || rest == unit.plural;
}

// How many of the parameter's units one of the named units is: 60 for "hours" where minutes are asked for.
double conversion(const ToolParam& param, string_view rest) {
  if (param.unit.empty()) {
    const bool days = param.spec->key == "days";
    return days && (rest == "week" || rest == "weeks") ? 7 : 1;
  }
  for (const Conversion& one : conversions()) {
    if (one.small != param.unit) continue;
    const Unit& unit = find_unit(one.large);
    if (rest == unit.singular || rest == unit.plural) return one.factor;
  }
  return 1;
}

Value as_number(double number) {
  if (number == std::floor(number)) return static_cast<int64_t>(number);
  return number;
}

optional<Value> read_scalar(const ToolParam& param, string_view text) {
  const bool dollars = text.starts_with("$");
  const auto amount = read_amount(dollars ? text.substr(1) : text);
  if (!amount) return std::nullopt;
  const string_view rest = amount->rest;
  switch (param.spec->kind) {
    case ValueKind::percent: {
      if (rest != "%" && rest != "percent" && !rest.empty()) return std::nullopt;
      if (!param.percent_as_decimal) return as_number(amount->number);
      if (rest.empty()) return Value(amount->number);  // the decimal itself
      return Value(std::round(amount->number * 1e4) / 1e6);
    }
    case ValueKind::money:
      if (!rest.empty() && rest != "dollars" && rest != "USD") return std::nullopt;
      return as_number(amount->number);
    default: {
      const double factor = conversion(param, rest);
      if (dollars || (factor == 1 && !unit_agrees(param, rest))) return std::nullopt;
      return as_number(amount->number * factor);
    }
  }
}

optional<Value> read_entry(const ToolParam& param, string_view text, const Ontology& ontology) {
  const string& name = param.spec->word_list;
  for (const WordEntry& entry : ontology.lexicon(name)) {
    bool hit = entry.text == text;
    if (param.coded) {
      for (const string& form : entry.forms) hit = hit || form == text || entry.text + ", " + form == text;
    }
    if (hit) return Value(param.coded ? coded_text(name, entry) : entry.text);
  }
  return std::nullopt;
}

optional<Value> read_choice(const ToolParam& param, string_view text) {
  optional<Value> found;
  for (const EnumValue& one : param.spec->values) {
    for (const string& phrase : one.phrases) {
      if (phrase != text) continue;
      if (found) return std::nullopt;  // ambiguous wording
      found = Value(one.value);
    }
  }
  return found;
}

std::vector<string> split_list(string_view text) {
  string plain = core::replace_all(string(text), ", and ", ", ");
  plain = core::replace_all(std::move(plain), " and ", ", ");
  std::vector<string> items;
  for (const string& item : core::split(plain, ',')) items.emplace_back(core::trim(item));
  return items;
}

optional<Value> read_list(const ToolParam& param, string_view text, const Ontology& ontology) {
  if (text.starts_with("[") && text.ends_with("]")) text = text.substr(1, text.size() - 2);
  core::List out;
  for (const string& item : split_list(text)) {
    optional<Value> value;
    if (param.spec->kind == ValueKind::lexicon_list)
      value = read_entry(param, item, ontology);
    else if (param.spec->kind == ValueKind::enum_list)
      value = read_choice(param, item);
    else if (const auto amount = read_amount(item); amount && amount->rest.empty()) {
      value = param.spec->kind == ValueKind::integer_list ? Value(static_cast<int64_t>(amount->number))
                                                          : Value(amount->number);
    }
    if (!value) return std::nullopt;
    out.push_back(std::move(*value));
  }
  return Value(std::move(out));
}

optional<int> month_of(string_view word) {
  for (int month = 1; month <= 12; ++month) {
    const string_view name = month_name(month);
    if (word == name || (word.size() == 3 && name.starts_with(word))) return month;
  }
  return std::nullopt;
}

// All-digit dates are in the tool's own format; others have a month name, a day, a year.
optional<Value> read_date(const ToolParam& param, string_view text) {
  if (text.size() == 10 && digit(text[0]) && digit(text[9]) && text.find(' ') == string_view::npos) {
    const Date date = parse_date(text, param.date_format);
    const string written = format_date(date, param.date_format);
    return written == text ? optional<Value>(written) : std::nullopt;
  }
  Date date{0, 0, 0};
  for (const string& word : core::split(core::replace_all(string(text), ",", ""), ' ')) {
    if (const auto month = month_of(word))
      date.month = *month;
    else if (word.size() == 4 && digit(word[0]) && digit(word[3]))
      date.year = std::atoi(word.c_str());
    else if (!word.empty() && digit(word[0]))
      date.day = std::atoi(word.c_str());
    else if (word != "of" && word != "the")
      return std::nullopt;
  }
  if (date.year == 0 || date.month == 0 || date.day == 0) return std::nullopt;
  return Value(format_date(date, param.date_format));
}

optional<Value> read_time(const ToolParam& param, string_view text) {
  if (!param.clock_24h) return Value(text);
  string plain = core::to_lower_ascii(text);
  for (const char* drop : {" ", "."}) plain = core::replace_all(std::move(plain), drop, "");
  const bool pm = plain.ends_with("pm");
  const bool am = plain.ends_with("am");
  Clock time{std::atoi(plain.c_str()), 0};
  if (const size_t colon = plain.find(':'); colon != string::npos) time.minute = std::atoi(plain.c_str() + colon + 1);
  if (pm && time.hour != 12) time.hour += 12;
  if (am && time.hour == 12) time.hour = 0;
  return Value(format_time(time, true));
}

optional<Value> read_boolean(const ToolParam& param, string_view text) {
  for (const string& clause : param.spec->not_clauses) {
    if (grammar_matches(clause, text)) return Value(false);
  }
  for (const string& clause : param.spec->clauses) {
    if (grammar_matches(clause, text)) return Value(true);
  }
  return std::nullopt;
}

}  // namespace

optional<int64_t> words_to_number(string_view text) {
  int64_t total = 0;
  int64_t part = 0;
  bool any = false;
  string plain = core::replace_all(core::to_lower_ascii(text), "-", " ");
  for (const string& word : core::split(plain, ' ')) {
    if (word.empty() || (word == "and" && any)) continue;
    if (word == "hundred") {
      part *= 100;
      continue;
    }
    if (word == "thousand") {
      total += part * 1000;
      part = 0;
      continue;
    }
    int64_t value = -1;
    for (int64_t n = 0; n < 100 && value < 0; n += n < 20 ? 1 : 10) {
      if (*number_to_words(n) == word) value = n;
    }
    if (value < 0) return std::nullopt;
    part += value;
    any = true;
  }
  return any ? optional<int64_t>(total + part) : std::nullopt;
}

bool grammar_matches(string_view grammar, string_view text) {
  const auto squeeze = [](string_view raw) {
    string out;
    for (const char c : raw) {
      if (c != ' ' && c != '.') out += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    }
    return out;
  };
  const string pattern = squeeze(grammar);
  const string subject = squeeze(text);
  // Matches pattern[p..] against subject[s..]; `after` continues where an inner alternative ends.
  using Next = std::function<bool(size_t)>;
  std::function<bool(string_view, size_t, const Next&)> match = [&](string_view p, size_t s,
                                                                    const Next& after) -> bool {
    if (p.empty()) return after(s);
    if (p[0] == '<') {
      const string_view rest = p.substr(p.find('>') + 1);
      for (size_t end = s; end <= subject.size(); ++end) {
        if (match(rest, end, after)) return true;
      }
      return false;
    }
    if (p[0] != '{') return s < subject.size() && subject[s] == p[0] && match(p.substr(1), s + 1, after);
    int depth = 0;
    size_t close = 0;
    std::vector<size_t> bars = {0};
    for (size_t i = 0; i < p.size(); ++i) {
      if (p[i] == '{') ++depth;
      if (p[i] == '|' && depth == 1) bars.push_back(i);
      if (p[i] == '}' && --depth == 0) {
        close = i;
        break;
      }
    }
    const Next rest = [&](size_t at) { return match(p.substr(close + 1), at, after); };
    for (size_t i = 0; i < bars.size(); ++i) {
      const size_t end = i + 1 < bars.size() ? bars[i + 1] : close;
      if (match(p.substr(bars[i] + 1, end - bars[i] - 1), s, rest)) return true;
    }
    return false;
  };
  return match(pattern, 0, [&](size_t at) { return at == subject.size(); });
}

optional<Value> read_value(const ToolParam& param, string_view text, const Ontology& ontology) {
  switch (param.spec->kind) {
    case ValueKind::integer:
    case ValueKind::real:
    case ValueKind::percent:
    case ValueKind::money:
    case ValueKind::year:
      return read_scalar(param, text);
    case ValueKind::lexicon:
      return read_entry(param, text, ontology);
    case ValueKind::enumeration:
      return read_choice(param, text);
    case ValueKind::boolean:
      return read_boolean(param, text);
    case ValueKind::date:
      return read_date(param, text);
    case ValueKind::time:
      return read_time(param, text);
    case ValueKind::identifier:
      return Value(text);
    case ValueKind::object:
      return std::nullopt;
    default:
      return read_list(param, text, ontology);
  }
}

}  // namespace synth
