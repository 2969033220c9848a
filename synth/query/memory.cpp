#include "synth/query/memory.h"

#include <algorithm>
#include <array>
#include <utility>

#include "core/python_text.h"
#include "synth/query/effect.h"

namespace synth::query {

using core::Value;

std::string_view noun_of_field(std::string_view field) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 13> kNouns = {{
      {"booking_id", "booking"},
      {"card_id", "card"},
      {"access_token", "token"},
      {"insurance_id", "insurance"},
      {"nearest_airport", "airport"},
      {"exchanged_value", "amount"},
      {"travel_cost_list", "amount"},
      {"card_balance", "amount"},
      {"budget_limit", "amount"},
      {"count", "count"},
      {"credit_card_list", "card"},
      {"booking_history", "booking"},
      {"matches", "match"},
  }};
  for (const auto& [name, noun] : kNouns) {
    if (name == field) return noun;
  }
  return {};
}

void Memory::add(const chat::ToolCall& call, const env::ToolResult& result) {
  text_ += ' ';
  text_ += result.text;
  if (!result.ok) return;
  const auto note = [&](std::string_view noun, std::string_view field, const Value& value, bool told) {
    facts_.push_back({std::string(noun), std::string(field), value, round_, call.name, told});
  };
  for (const auto& [name, value] : call.arguments) {
    const std::string field = core::python_str(name);
    note(noun_of(field), field, value, false);
    // What was copied or moved goes by its new name afterwards.
    if (field == "destination") note("file", field, value, false);
  }
  if (!result.value.is_dict()) return;
  for (const auto& [name, value] : result.value.as_dict()) {
    const std::string field = core::python_str(name);
    const std::string_view noun = noun_of_field(field);
    if (noun.empty()) continue;
    if (value.is_list()) {
      for (const Value& item : value.as_list()) note(noun, field, item, true);
    } else if (value.is_dict()) {
      for (const auto& [key, record] : value.as_dict()) note(noun, field, key, true);
    } else {
      note(noun, field, value, true);
    }
  }
}

void Memory::add_text(std::string_view text) {
  text_ += ' ';
  text_ += text;
}

std::vector<Value> Memory::latest(std::string_view noun) const {
  std::vector<Value> values;
  for (size_t i = facts_.size(); i-- > 0;) {
    if (facts_[i].noun != noun) continue;
    const bool seen =
        std::ranges::any_of(values, [&](const Value& value) { return identical(value, facts_[i].value); });
    if (!seen) values.push_back(facts_[i].value);
  }
  return values;
}

bool Memory::knows(const Value& value) const {
  return std::ranges::any_of(facts_, [&](const Fact& fact) { return identical(fact.value, value); });
}

}  // namespace synth::query
