// English for the realiser: units, verb classes, numbers in words, month names. Tables and look-ups only.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace synth {

struct Unit {
  std::string_view key;       // as the tables name it: "cm"
  std::string_view symbol;    // beside digits: "cm"; empty: only the long form is used
  std::string_view singular;  // "centimeter"
  std::string_view plural;    // "centimeters"
};
// Throws core::Error(internal) for an unknown key.
const Unit& find_unit(std::string_view key);
std::span<const Unit> all_units();

// One `large` unit is `factor` of the `small` ones.
struct Conversion {
  std::string_view small;
  std::string_view large;
  double factor;
};
std::span<const Conversion> conversions();

// How one kind of action is named in functions, described in documentation and asked for.
struct VerbClass {
  std::string_view key;
  std::vector<std::string_view> names;     // function-name verbs, repeated by weight: "calculate"
  std::vector<std::string_view> titles;    // description verbs: "Calculate"
  std::vector<std::string_view> requests;  // imperative, lower case: "work out"
};
const VerbClass& find_verb_class(std::string_view key);

std::string third_person(std::string_view verb_phrase);  // "search for" -> "searches for"

// 0..9999 in words ("three hundred and five"); nullopt outside.
std::optional<std::string> number_to_words(int64_t number);
std::string_view month_name(int month);  // 1..12
std::string ordinal(int day);            // 1st, 2nd, 23rd

}  // namespace synth
