// Values as people say them: dates in prose, amounts with a currency sign, names in quotes; and the way back, which
// forms a reader would accept for a value. Knows parameters by name, no tools.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/rng.h"
#include "core/value.h"

namespace synth::query {

// A number as people write it: 960.0 is "960".
std::string plain_number(const core::Value& value);
// One way to say the value, quoted where it needs marks.
std::string say(const core::Value& value, std::string_view parameter, core::Rng& rng);
// Every way that counts as saying it. Switches (True, False) have words of their own; an empty list: nothing to say.
std::vector<std::string> forms(const core::Value& value, std::string_view parameter);
// Whether the text holds one of the forms, not as part of a longer word or number.
bool says(std::string_view text, const core::Value& value, std::string_view parameter);

}  // namespace synth::query
