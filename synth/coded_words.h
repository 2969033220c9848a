// Word lists whose entries have a code beside their everyday name: EUR for euros, AAPL for Apple, "Salem, OR".
#pragma once

#include <string>
#include <string_view>

#include "synth/ontology/types.h"

namespace synth {

// Share of the tools with such a parameter that ask for the code; 0 for lists without codes.
double code_share(std::string_view lexicon);
// What a description says about it, as a grammar.
std::string_view code_note(std::string_view lexicon);
std::string coded_text(std::string_view lexicon, const WordEntry& entry);

}  // namespace synth
