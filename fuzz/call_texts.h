// Random values and calls as text in each of the languages in which models write calls.
#pragma once

#include <string>

#include "core/rng.h"
#include "core/value.h"
#include "fuzz/random_value.h"

namespace fuzz {

// A Python expression: mostly a literal.
std::string python_value(const RandomValues& values, core::Rng& rng, int depth = 0);
// name(…) of these arguments, some by their place.
std::string python_call(const std::string& name, const core::Dict& arguments, const RandomValues& values,
                        core::Rng& rng);

std::string java_value(const RandomValues& values, core::Rng& rng, int depth = 0);
std::string javascript_value(const RandomValues& values, core::Rng& rng, int depth = 0);
std::string json_value(const RandomValues& values, core::Rng& rng);
// One <param>: with its value as an attribute, or as its text.
std::string xml_parameter(const RandomValues& values, core::Rng& rng, bool verbose);

// name(k=value, …) with values from `write`.
template <class Write>
std::string assignment_call(const core::Dict& arguments, core::Rng& rng, const Write& write) {
  std::string out = RandomValues::name(rng) + "(";
  for (const auto& [key, value] : arguments) {
    if (!out.ends_with('(')) out += ", ";
    out += key.as_string() + (rng.chance(0.9) ? "=" : " = ") + write();
  }
  return out + ")";
}

}  // namespace fuzz
