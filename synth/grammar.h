// The small grammar of the tables: `{a|b|}` chooses one alternative (nesting allowed). Slots `<…>` pass through.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/rng.h"

namespace synth {

// One random expansion; double spaces left by empty alternatives are closed, and spaces at the ends cut.
std::string expand(std::string_view grammar, core::Rng& rng);
// The same with the spaces at the ends kept, for text that is joined to other text.
std::string expand_part(std::string_view grammar, core::Rng& rng);

// "and", "or" lists: "a", "a and b", "a, b and c"; with `oxford` "a, b, and c".
std::string join_words(const std::vector<std::string>& words, std::string_view last, bool oxford);

// Whether "an" goes before the text: "hour" and "8" too, "user" and "European" not.
bool takes_an(std::string_view text);

std::string capitalised(std::string text);
std::string uncapitalised(std::string text);  // leaves acronyms ("BMI …") and "I" alone
std::string plural(std::string_view noun);    // regular English plural

}  // namespace synth
