#include "synth/query/effect.h"

#include <array>
#include <utility>

namespace synth::query {

bool puts_into(const core::Value& result) {
  return result.get_string("result").find('/') != std::string::npos;
}

const Effect* find_effect(std::string_view tool) {
  for (const std::span<const Effect> table : {file_effects(), travel_effects()}) {
    for (const Effect& effect : table) {
      if (effect.tool == tool) return &effect;
    }
  }
  return nullptr;
}

const Effect* effect_by_key(std::string_view key) {
  for (const std::span<const Effect> table : {file_effects(), travel_effects()}) {
    for (const Effect& effect : table) {
      if (effect.key == key) return &effect;
    }
  }
  return nullptr;
}

std::string_view noun_of(std::string_view parameter) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 27> kNouns = {{
      {"file_name", "file"},
      {"file_name1", "file"},
      {"file_name2", "file"},
      {"source", "file"},
      {"destination", "place"},
      {"folder", "folder"},
      {"dir_name", "folder"},
      {"path", "folder"},
      {"name", "name"},
      {"content", "text"},
      {"pattern", "text"},
      {"message", "text"},
      {"booking_id", "booking"},
      {"card_id", "card"},
      {"access_token", "token"},
      {"insurance_id", "insurance"},
      {"travel_from", "airport"},
      {"travel_to", "airport"},
      {"location", "city"},
      {"travel_date", "date"},
      {"date_of_birth", "date"},
      {"budget_limit", "amount"},
      {"insurance_cost", "amount"},
      {"value", "amount"},
      {"travel_class", "class"},
      {"base_currency", "currency"},
      {"target_currency", "currency"},
  }};
  for (const auto& [name, noun] : kNouns) {
    if (name == parameter) return noun;
  }
  return "value";
}

}  // namespace synth::query
