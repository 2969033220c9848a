#include "synth/query/held_back.h"

#include <algorithm>

#include "core/error.h"
#include "core/text.h"
#include "synth/grammar.h"
#include "synth/query/effect.h"
#include "synth/query/surface.h"
#include "synth/query/writer.h"
#include "synth/query/yields.h"

namespace synth::query {
namespace {

using core::Value;
using Source = Slot::Source;

struct Open {
  std::string_view effect;  // empty: any
  std::string_view parameter;
  std::string_view thing;
  std::string_view vague;  // empty: the effect's words have a conditional
  std::string_view asks;
  std::string_view supplies;
};

constexpr Open kOpen[] = {
    {"make_file", "file_name", "the name of the new file", "", "What should the {new |}file be called?",
     "{Call it|Name it|Let's call it|It should be called} <v>."},
    {"make_folder", "dir_name", "the name of the new folder", "",
     "What {name should the folder have|should the new folder be called}?",
     "{Call it|Name it|Let's call it|It should be called} <v>."},
    {"copy_item", "destination", "the name or place of the copy", "",
     "{What should the copy be called, or where should it go|Which name or place do you want for the copy}?",
     "{Use|Take|Make that} <v>{, please|}."},
    {"move_item", "destination", "the new name or place", "",
     "{Where should it go, or what should it be called|Which new name or place should it get}?",
     "{Use|Take|Make that} <v>{, please|}."},
    {"", "file_name", "the file", "{one of my files|one of the files here|a certain file}",
     "Which file {do you mean|is it}?", "{It's|I mean|Take|The file is} <v>."},
    {"", "file_name2", "the second file", "{another file|some other file|another one of my files}",
     "Which file should I {compare it with|use as the second one}?", "{Compare it with|Use|Take} <v>."},
    {"", "source", "the item", "{one of the items here|something from this folder}", "Which item {do you mean|is it}?",
     "{It's|I mean|Take} <v>."},
    {"", "pattern", "the text to look for", "{a certain word|something I need|a certain term}",
     "{Which word or phrase|What text|Which term} should I look for?", "{Look for|Search for|The term is|I need} <v>."},
    {"write_text", "content", "the text", "", "What should {the text say|I write}?",
     "{It should say|Write|The text is|Put down}: <v>"},
    {"", "message", "the message", "{something they should know|a message from me}",
     "What should I tell {them|customer support}?", "{Tell them|Say|The message is|Write}: <v>"},
    {"", "travel_date", "the travel date", "",
     "{On which date|Which day} {would you like to fly|do you want to fly|should the flight be}?",
     "{It's for|Make it|I'd like to fly on|The date is} <v>{, please|}."},
    {"", "travel_class", "the travel class", "",
     "{Which class|What class} {would you like|should it be|do you want to fly}{|: economy, business or first}?",
     "{Make it|I'd like|Let's take|It should be} <v> class."},
    {"", "target_currency", "the target currency", "",
     "{Which currency|What currency} {do you need it in|should I convert it to}?",
     "{I need it in|Convert it to|Make it} <v>{, please|}."},
    {"", "budget_limit", "the amount of the limit", "{a certain amount|a fixed sum}",
     "{What|How high} should the limit be?", "{Make it|Set it to|Let's say|It should be} <v>."},
    {"", "passport_number", "the passport number", "", "What is {your|the} passport number?",
     "{It's|The number is|My passport number is} <v>."},
    {"", "date_of_birth", "the date of birth", "", "{What is your date of birth|When were you born}?",
     "{It's|My date of birth is|I was born on} <v>."},
    {"", "expiration_date", "the card's expiration date", "",
     "{When does the card expire|What is the card's expiration date}?",
     "{It expires|It's valid until|The date on it is} <v>."},
    {"", "card_verification_number", "the card's security code", "",
     "{What is the card's security code|Which security code does the card have}?",
     "{It's|The code is|The security code is} <v>."},
    {"", "insurance_type", "the type of insurance", "", "Which type of insurance {do you want|should it be}?",
     "{Make it|I want|It should be} <v>{, please|}."},
};

const Open* open_of(std::string_view effect, std::string_view parameter) {
  for (const Open& open : kOpen) {
    if (open.parameter == parameter && (open.effect.empty() || open.effect == effect)) return &open;
  }
  return nullptr;
}

// A conditional on the parameter stands in every wording.
bool leaves_out(const Effect& effect, std::string_view parameter) {
  const std::string condition = "[" + std::string(parameter) + ":";
  const auto has = [&](std::string_view words) {
    return words.empty() || words.find(condition) != std::string_view::npos;
  };
  return has(effect.does) && has(effect.asks);
}

size_t mentions(const std::vector<Slot>& slots, size_t input);
size_t mentions(const Wish& wish, size_t input) {
  return mentions(wish.slots, input) + mentions(wish.place, input);
}
size_t mentions(const std::vector<Slot>& slots, size_t input) {
  size_t count = 0;
  for (const Slot& slot : slots) {
    const bool said = slot.source == Source::stated || slot.source == Source::again;
    if ((said && slot.input == input) || (slot.tried && *slot.tried == input)) ++count;
    for (const Wish& from : slot.from) count += mentions(from, input);
  }
  return count;
}

const Open& open_slot(const AdvancedTool& tool, const HeldBack& held) {
  const Wish& wish = tool.wishes[held.wish];
  const Open* open = open_of(wish.effect, wish.slots[held.slot].role);
  FR_CHECK(open != nullptr, "a value that cannot be held back");
  return *open;
}

}  // namespace

std::vector<HeldBack> can_hold_back(const AdvancedTool& tool, const Memory& memory) {
  std::vector<HeldBack> out;
  for (size_t w = 0; w < tool.wishes.size(); ++w) {
    const Wish& wish = tool.wishes[w];
    const Effect* effect = effect_by_key(wish.effect);
    for (size_t s = 0; s < wish.slots.size(); ++s) {
      const Slot& slot = wish.slots[s];
      if (slot.source != Source::stated || slot.fresh || slot.tried) continue;
      const Open* open = open_of(wish.effect, slot.role);
      const Value& said = tool.inputs[slot.input].value;
      const bool folder = slot.role == "file_name" && said.is_string() && !has_ending(said.as_string());
      if (folder || open == nullptr || (open->vague.empty() && !leaves_out(*effect, slot.role))) continue;
      size_t count = 0;
      for (const Wish& other : tool.wishes) count += mentions(other, slot.input);
      const core::Value& value = tool.inputs[slot.input].value;
      if (count != 1 || memory.knows(value) || says(memory.text(), value, slot.role)) continue;
      out.push_back({w, s, slot.input});
    }
  }
  return out;
}

AdvancedTool with_held_back(const AdvancedTool& tool, const HeldBack& held) {
  AdvancedTool out = tool;
  out.wishes[held.wish].slots[held.slot].source = Source::unsaid;
  return out;
}

std::string_view vague_words(std::string_view parameter) {
  for (const Open& open : kOpen) {
    if (open.parameter == parameter && !open.vague.empty()) return open.vague;
  }
  return "something";
}

std::string_view missing_thing(std::string_view effect, std::string_view parameter) {
  const Open* open = open_of(effect, parameter);
  return open == nullptr ? "one value" : open->thing;
}

std::string ask_for(const AdvancedTool& tool, const HeldBack& held, core::Rng& rng) {
  return expand(open_slot(tool, held).asks, rng);
}

std::string supply(const AdvancedTool& tool, const HeldBack& held, core::Rng& rng) {
  const std::string text = expand(open_slot(tool, held).supplies, rng);
  return polished(core::replace_all(text, "<v>", tool.inputs[held.input].phrase));
}

}  // namespace synth::query
