#include "synth/query/telling.h"

#include <algorithm>
#include <array>
#include <vector>

#include "core/format.h"
#include "core/python_text.h"
#include "core/text.h"
#include "synth/grammar.h"
#include "synth/query/effect.h"
#include "synth/query/surface.h"
#include "synth/query/writer.h"

namespace synth::query {
namespace {

using core::Dict;
using core::Value;

constexpr size_t kLongestLines = 6;  // more are cut, and the answer says so
constexpr size_t kShownLines = 3;
constexpr size_t kLongestFraction = 4;  // digits; sums of money come as 35247.056000000004

std::string lines_block(const std::string& text) {
  std::vector<std::string> lines = core::split(text, '\n');
  while (!lines.empty() && lines.back().empty()) lines.pop_back();
  const size_t count = lines.size();
  if (count > kLongestLines) lines.resize(kShownLines);
  std::string out;
  for (const std::string& line : lines) out += "\n" + line;
  if (count > lines.size()) out += core::format("\n… ({} lines in all)", count);
  return out;
}

// The words of a record: a trip, a card, or field by field.
std::string record(const Dict& fields) {
  const auto text = [&](std::string_view name) { return prose(fields.at(name)); };
  std::string out;
  const auto add = [&](const std::string& part) { out += (out.empty() ? "" : ", ") + part; };
  if (fields.contains("travel_from") && fields.contains("travel_to")) {
    add(text("travel_from") + " to " + text("travel_to"));
    if (fields.contains("travel_date")) add("on " + text("travel_date"));
    if (fields.contains("travel_class")) add(text("travel_class") + " class");
    if (fields.contains("travel_cost")) add(text("travel_cost") + " dollars");
    return out;
  }
  if (fields.contains("card_number")) {
    const std::string number = text("card_number");
    add("number ending in " + number.substr(number.size() - std::min<size_t>(number.size(), 4)));
    if (fields.contains("expiration_date")) add("expires " + text("expiration_date"));
    if (fields.contains("balance")) add("balance " + text("balance") + " dollars");
    return out;
  }
  for (const auto& [name, value] : fields) {
    if (!value.is_none()) add(core::replace_all(core::python_str(name), "_", " ") + " " + prose(value));
  }
  return out;
}

std::string list_prose(const core::List& items) {
  std::vector<std::string> words;
  bool sentences = false;
  for (const Value& item : items) {
    words.push_back(prose(item));
    sentences = sentences || words.back().find(' ') != std::string::npos;
  }
  if (!sentences) return join_words(words, "and", false);
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : "\n") + word;
  return words.size() == 1 ? "\"" + text + "\"" : lines_block(text);
}

}  // namespace

std::string prose(const Value& value) {
  if (value.is_float()) {
    const std::string text = plain_number(value);
    const size_t point = text.find('.');
    const bool plain = point != std::string::npos && text.find('e') == std::string::npos;
    return plain && text.size() > point + 1 + kLongestFraction ? core::fixed(value.as_double(), 2) : text;
  }
  if (value.is_string()) {
    const std::string text(core::trim(value.as_string()));
    return text.find('\n') == std::string::npos ? text : lines_block(text);
  }
  if (value.is_list()) return list_prose(value.as_list());
  if (!value.is_dict()) return core::python_str(value);
  const Dict& dict = value.as_dict();
  const bool records =
      !dict.empty() && std::ranges::all_of(dict, [](const core::DictItem& item) { return item.value.is_dict(); });
  if (!records) return record(dict);
  std::string text;
  for (const auto& [key, fields] : dict) {
    text += (text.empty()      ? ""
             : dict.size() > 2 ? "\n"
                               : "; ") +
            core::python_str(key) + " (" + record(fields.as_dict()) + ")";
  }
  return dict.size() > 2 ? lines_block(text) : text;
}

std::string tell(const Outcome& outcome, core::Rng& rng) {
  const Effect* effect = find_effect(outcome.call->name);
  if (effect == nullptr) return "The result is " + prose(outcome.result->value);
  const auto field = [&](std::string_view name) -> const Value* {
    const Value& result = outcome.result->value;
    return name.empty() ? &result : result.find(name);
  };
  const std::string grammar = resolve_conditionals(effect->tells, [&](std::string_view name) {
    if (name == "into") return outcome.result->value.is_dict() && puts_into(outcome.result->value);
    const Value* value = name.starts_with('=') ? field(name.substr(1)) : outcome.call->arguments.find(name);
    return value != nullptr && python_truth(*value);
  });
  std::string text = fill_slots(expand(grammar, rng), [&](std::string_view name) {
    const Value* value = name.starts_with('=') ? field(name.substr(1)) : outcome.call->arguments.find(name);
    return value == nullptr ? std::string("none") : prose(*value);
  });
  for (const std::string_view unit : {"line", "word", "character"}) {
    const std::string one = core::format("has 1 {}", unit);
    if (text.ends_with(one + "s")) text.pop_back();
  }
  return text;
}

std::string tell_all(std::span<const Outcome> outcomes, core::Rng& rng) {
  const bool is_done = std::ranges::all_of(outcomes, [](const Outcome& outcome) {
    const Effect* effect = find_effect(outcome.call->name);
    return effect != nullptr && effect->kind != EffectKind::look;
  });
  std::string out;
  if (is_done && rng.chance(0.3)) out = expand("{All done|Done|That's done|That's taken care of}.", rng);
  bool after_block = false;
  for (const Outcome& outcome : outcomes) {
    std::string sentence = core::replace_all(capitalised(tell(outcome, rng)), ": \n", ":\n");
    const bool block = sentence.find('\n') != std::string::npos;
    if (!block && !sentence.ends_with('.') && !sentence.ends_with('?') && !sentence.ends_with('!')) sentence += '.';
    if (!out.empty()) out += block || after_block ? "\n\n" : " ";
    out += sentence;
    after_block = block;
  }
  return out;
}

}  // namespace synth::query
