// What kinds of things the results of tools hold; documents give only JSON types. And which values look like the thing
// that they stand for.
#pragma once

#include <span>
#include <string_view>

#include "core/value.h"

namespace synth::query {

struct Yield {
  std::string_view producer;
  std::string_view field;
  std::string_view noun;  // noun_of()
};
std::span<const Yield> yields();
bool can_yield(std::string_view producer, std::string_view noun);

// "plan.txt", not "Kiln2027".
bool has_ending(std::string_view name);
// Would somebody give this value for a parameter of this tool? A file called like two lines of text, a folder called
// "plan.txt": no.
bool is_plausible(std::string_view tool, std::string_view parameter, const core::Value& value);

}  // namespace synth::query
