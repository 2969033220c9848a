#include "synth/values.h"

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "core/python_text.h"
#include "core/text.h"
#include "synth/calendar.h"
#include "synth/coded_words.h"
#include "synth/grammar.h"
#include "synth/words.h"

namespace synth {
namespace {

using core::Value;
using std::string;

// Steps are 1, 5, 0.1, 0.25 …: count in steps, then round away the binary noise.
double draw_number(const ParamSpec& spec, core::Rng& rng) {
  const auto steps = static_cast<int64_t>(std::floor((spec.high - spec.low) / spec.step + 1e-9));
  const double value = spec.low + static_cast<double>(rng.integer(0, steps)) * spec.step;
  return std::round(value * 1e6) / 1e6;
}

Value as_value(double number, bool integral) {
  return integral ? Value(static_cast<int64_t>(std::llround(number))) : Value(number);
}

bool integral(double number) {
  return number == std::floor(number);
}

string draw_identifier(std::string_view pattern, core::Rng& rng) {
  string out;
  for (const char c : pattern) {
    if (c == '#')
      out += static_cast<char>('0' + rng.integer(0, 9));
    else if (c == '@')
      out += static_cast<char>('A' + rng.integer(0, 25));
    else if (c == '%')
      out += "0123456789abcdef"[rng.index(16)];
    else
      out += c;
  }
  return out;
}

const WordEntry& draw_entry(const ToolParam& param, const DrawContext& context, core::Rng& rng) {
  const auto& entries = context.ontology.lexicon(param.spec->word_list);
  for (size_t i = 0; i < context.drawn.size(); ++i) {
    if (context.params[i].spec->key != param.spec->partner_of || !context.drawn[i]) continue;
    const WordEntry* owner = context.drawn[i]->entries.at(0);
    for (const WordEntry& entry : entries) {
      if (!owner->forms.empty() && entry.text == owner->forms[0]) return entry;
    }
  }
  for (int attempt = 0;; ++attempt) {
    const WordEntry& entry = rng.pick(entries);
    bool used = false;
    for (const auto& other : context.drawn) {
      used = used || (other && std::find(other->entries.begin(), other->entries.end(), &entry) != other->entries.end());
    }
    if (!used || attempt > 20) return entry;
  }
}

string entry_text(const ToolParam& param, const WordEntry& entry) {
  return param.coded ? coded_text(param.spec->word_list, entry) : entry.text;
}

template <class T>
std::vector<const T*> draw_several(const std::vector<T>& items, int low, int high, core::Rng& rng) {
  std::vector<const T*> all;
  for (const T& item : items) all.push_back(&item);
  rng.shuffle(all);
  all.resize(std::min<size_t>(all.size(), static_cast<size_t>(rng.integer(low, high))));
  return all;
}

Drawn draw_once(const ToolParam& param, const DrawContext& context, core::Rng& rng) {
  const ParamSpec& spec = *param.spec;
  Drawn drawn;
  switch (spec.kind) {
    case ValueKind::integer:
    case ValueKind::year:
    case ValueKind::real:
    case ValueKind::money: {
      const double number = draw_number(spec, rng);
      drawn.value = as_value(number, integral(number));
      break;
    }
    case ValueKind::percent: {
      const double points = draw_number(spec, rng);
      const double scaled = std::round(points * 1e4) / 1e6;
      drawn.value = param.percent_as_decimal ? Value(scaled) : as_value(points, integral(points));
      break;
    }
    case ValueKind::lexicon:
      drawn.entries = {&draw_entry(param, context, rng)};
      drawn.value = entry_text(param, *drawn.entries[0]);
      break;
    case ValueKind::enumeration:
      drawn.picks = {&rng.pick(spec.values)};
      drawn.value = drawn.picks[0]->value;
      break;
    case ValueKind::boolean:
      drawn.value = !spec.clauses.empty() && (spec.not_clauses.empty() || rng.chance(0.5));
      break;
    case ValueKind::date:
      drawn.value = format_date(draw_date(rng), param.date_format);
      break;
    case ValueKind::time: {
      const std::string written = format_time(draw_time(rng), true);
      drawn.value = param.clock_24h ? written : say_time(written, rng);
      break;
    }
    case ValueKind::identifier:
      drawn.value = draw_identifier(spec.word_list, rng);
      break;
    case ValueKind::integer_list:
    case ValueKind::real_list: {
      core::List items;
      auto count = rng.integer(spec.min_count, spec.max_count);
      for (size_t i = 0; i < context.drawn.size(); ++i) {  // the x and y of pairs are of one length
        const ParamSpec& other = *context.params[i].spec;
        const bool pairs = context.drawn[i] && &other != &spec && context.drawn[i]->value.is_list() &&
                           other.min_count == spec.min_count && other.max_count == spec.max_count;
        if (pairs) count = static_cast<int64_t>(context.drawn[i]->value.as_list().size());
      }
      for (int64_t i = 0; i < count; ++i)
        items.push_back(as_value(draw_number(spec, rng), spec.kind == ValueKind::integer_list));
      drawn.value = std::move(items);
      break;
    }
    case ValueKind::lexicon_list: {
      core::List items;
      drawn.entries = draw_several(context.ontology.lexicon(spec.word_list), spec.min_count, spec.max_count, rng);
      for (const WordEntry* entry : drawn.entries) items.emplace_back(entry_text(param, *entry));
      drawn.value = std::move(items);
      break;
    }
    case ValueKind::enum_list: {
      core::List items;
      drawn.picks = draw_several(spec.values, spec.min_count, spec.max_count, rng);
      for (const EnumValue* pick : drawn.picks) items.emplace_back(pick->value);
      drawn.value = std::move(items);
      break;
    }
    case ValueKind::object: {
      core::Dict fields;
      std::vector<std::optional<Drawn>> inner(param.fields.size());
      const DrawContext siblings{context.ontology, param.fields, inner};
      for (size_t i = 0; i < inner.size(); ++i) {
        inner[i] = draw_value(param.fields[i], siblings, rng);
        fields[param.fields[i].name] = inner[i]->value;
      }
      for (auto& field : inner) drawn.fields.push_back(std::move(*field));
      drawn.value = std::move(fields);
      break;
    }
  }
  return drawn;
}

bool exceeds(const ToolParam& param, const Value& value, const Value& floor) {
  if (param.spec->kind == ValueKind::date) {
    const auto iso = [&](const Value& date) {
      return format_date(parse_date(date.as_string(), param.date_format), DateFormat::iso);
    };
    return iso(value) > iso(floor);
  }
  if (value.is_string() || floor.is_string()) return true;
  return value.as_double() > floor.as_double();
}

// 12500 -> "12,500"
string grouped(const string& digits) {
  const size_t whole = std::min(digits.find('.'), digits.size());
  const size_t sign = digits[0] == '-' ? 1 : 0;
  string out;
  for (size_t i = 0; i < digits.size(); ++i) {
    if (i > sign && i < whole && (whole - i) % 3 == 0) out += ',';
    out += digits[i];
  }
  return out;
}

Woven weave_number(double number, bool allow_words, core::Rng& rng) {
  const string digits = integral(number) ? std::to_string(std::llround(number)) : core::python_float(number);
  if (std::fabs(number) >= 1000 && rng.chance(0.55)) return {grouped(digits), "grouped"};
  if (allow_words && integral(number) && number >= 1 && number <= 12) {
    return {*number_to_words(std::llround(number)), "words"};
  }
  return {digits, "digits"};
}

// "2 hours" for 120 minutes: now and then, where the larger unit gives a small whole number.
std::optional<Woven> in_larger_unit(double number, std::string_view unit_key, core::Rng& rng) {
  for (const Conversion& one : conversions()) {
    const double large = number / one.factor;
    if (one.small != unit_key || !integral(large) || large < 1 || large > 12 || !rng.chance(0.25)) continue;
    const Unit& unit = find_unit(one.large);
    return Woven{std::to_string(std::llround(large)) + " " + string(large == 1 ? unit.singular : unit.plural),
                 "converted"};
  }
  return std::nullopt;
}

Woven with_unit(const Woven& number, std::string_view unit_key, bool one, const Habits& habits) {
  const Unit& unit = find_unit(unit_key);
  const bool digits = number.form != "words";
  const bool symbol = digits && !unit.symbol.empty() && habits.unit_symbols;
  if (unit.key == "pct") return {number.text + (symbol ? "%" : " percent"), number.form};
  if (!symbol) return {number.text + " " + string(one ? unit.singular : unit.plural), number.form};
  const bool tight = unit.symbol[0] == '\xc2' || habits.tight_symbols;
  return {number.text + (tight ? "" : " ") + string(unit.symbol), number.form};
}

Woven weave_money(double amount, bool bare, core::Rng& rng) {
  Woven number = weave_number(amount, false, rng);
  if (bare) return number;
  const double style = rng.uniform();
  if (style < 0.75) return {"$" + number.text, "money"};
  if (style < 0.92) return {number.text + " dollars", "money"};
  return {number.text + " USD", "money"};
}

// "5%", "five percent", and 0.05 where the call has it so and the text gives bare numbers.
Woven weave_percent(const ToolParam& param, double value, bool bare, const Habits& habits, core::Rng& rng) {
  if (param.percent_as_decimal && bare && rng.chance(0.7)) return {core::python_float(value), "digits"};
  const double points = std::round(value * (param.percent_as_decimal ? 100 : 1) * 1e4) / 1e4;
  const bool small = integral(points) && points >= 1 && points <= 12;
  if (small && habits.number_words && !bare) {
    return {*number_to_words(std::llround(points)) + " percent", "percent"};
  }
  const string digits = integral(points) ? std::to_string(std::llround(points)) : core::python_float(points);
  return {digits + (rng.chance(0.8) ? "%" : " percent"), "percent"};
}

Woven weave_entry(const ToolParam& param, const WordEntry& entry, core::Rng& rng) {
  if (!param.coded) return {entry.text, "verbatim"};
  const double style = rng.uniform();
  if (param.spec->word_list == "us_city") {
    if (style < 0.45) return {entry.text + ", " + entry.forms[0], "verbatim"};
    if (style < 0.65) return {entry.text + ", " + entry.forms[1], "code"};
    return {entry.text, "code"};
  }
  if (style < 0.45) return {entry.forms[0], "verbatim"};
  return {entry.text, "code"};
}

Woven weave_list(const ToolParam& param, const Drawn& drawn, core::Rng& rng) {
  std::vector<string> words;
  const bool numeric = drawn.entries.empty() && drawn.picks.empty();
  if (numeric) {
    for (const Value& item : drawn.value.as_list()) {
      const double number = item.as_double();
      words.push_back(integral(number) ? std::to_string(std::llround(number)) : core::python_float(number));
    }
    if (rng.chance(0.4)) return {"[" + core::join(words, ", ") + "]", "list"};
    if (rng.chance(0.35)) return {core::join(words, ", "), "list"};
  }
  for (const WordEntry* entry : drawn.entries) words.push_back(entry_text(param, *entry));
  for (const EnumValue* pick : drawn.picks) words.push_back(rng.pick(pick->phrases));
  return {join_words(words, "and", rng.chance(0.4)), "list"};
}

}  // namespace

Drawn draw_value(const ToolParam& param, const DrawContext& context, core::Rng& rng) {
  Drawn drawn = draw_once(param, context, rng);
  if (param.spec->greater_than.empty()) return drawn;
  for (size_t i = 0; i < context.drawn.size(); ++i) {
    if (context.params[i].spec->key != param.spec->greater_than || !context.drawn[i]) continue;
    for (int attempt = 0; attempt < 60 && !exceeds(param, drawn.value, context.drawn[i]->value); ++attempt) {
      drawn = draw_once(param, context, rng);
    }
  }
  return drawn;
}

Habits Habits::draw(core::Rng& rng) {
  return {rng.chance(0.55), rng.chance(0.2), rng.chance(0.25)};
}

Woven weave(const ToolParam& param, const Drawn& drawn, SlotStyle style, const Habits& habits, core::Rng& rng) {
  const ParamSpec& spec = *param.spec;
  const bool bare = style != SlotStyle::full;
  switch (spec.kind) {
    case ValueKind::integer:
    case ValueKind::real: {
      const double number = drawn.value.as_double();
      if (const auto larger = bare ? std::nullopt : in_larger_unit(number, param.unit, rng)) return *larger;
      const Woven text = weave_number(number, habits.number_words && !bare && spec.kind == ValueKind::integer, rng);
      return bare || param.unit.empty() ? text : with_unit(text, param.unit, number == 1, habits);
    }
    case ValueKind::year:
      return {std::to_string(drawn.value.as_int()), "digits"};
    case ValueKind::money:
      return weave_money(drawn.value.as_double(), bare, rng);
    case ValueKind::percent:
      return weave_percent(param, drawn.value.as_double(), bare, habits, rng);
    case ValueKind::lexicon:
      return weave_entry(param, *drawn.entries[0], rng);
    case ValueKind::enumeration:
      return {rng.pick(drawn.picks[0]->phrases), "enum"};
    case ValueKind::date:
      return {say_date(drawn.value.as_string(), param.date_format, rng), "date"};
    case ValueKind::time:
      if (!param.clock_24h) return {drawn.value.as_string(), "verbatim"};
      return {say_time(drawn.value.as_string(), rng), "time"};
    case ValueKind::identifier:
      return {drawn.value.as_string(), "verbatim"};
    case ValueKind::boolean:
      return {drawn.value.as_bool() ? "true" : "false", "verbatim"};
    case ValueKind::object:
      break;
    default:
      return weave_list(param, drawn, rng);
  }
  FR_CHECK(false, "'{}' has no text of its own", param.name);
}

Woven weave_count(const Drawn& drawn, std::string_view noun, const Habits& habits, core::Rng& rng) {
  const double number = drawn.value.as_double();
  if (noun == "day" && (number == 7 || number == 14) && rng.chance(0.4)) {
    return number == 7 ? Woven{"one week", "converted"} : Woven{"two weeks", "converted"};
  }
  Woven text = weave_number(number, habits.number_words || rng.chance(0.15), rng);
  text.text += ' ';
  text.text += number == 1 ? string(noun) : plural(noun);
  return text;
}

}  // namespace synth
