// The independent reader: understands the words that stand for a value in a request, without knowing how they were
// made. Verification compares what it reads with what the call says.
#pragma once

#include <optional>
#include <string_view>

#include "core/value.h"
#include "synth/tool.h"

namespace synth {

// The value that `text` gives to the parameter, in the form that the parameter's description asks for.
// nullopt where the text does not state one.
std::optional<core::Value> read_value(const ToolParam& param, std::string_view text, const Ontology& ontology);

// "three hundred and five" -> 305.
std::optional<int64_t> words_to_number(std::string_view text);

// True if `text` is an expansion of `grammar`; a slot matches any text. Spaces and case are ignored.
bool grammar_matches(std::string_view grammar, std::string_view text);

}  // namespace synth
