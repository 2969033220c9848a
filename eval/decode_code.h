// The reference's decoders of Java and JavaScript calls: one call of which only `name=value` arguments count.
#pragma once

#include <string_view>

#include "core/value.h"

namespace eval {

// [{name: {argument: source text}}]; {} (Java) or None (JavaScript) where there is no call. `text` stands in brackets,
// which are dropped whatever they are. Throws PythonError; core::Error(environment) where the grammar is missing.
core::Value decode_java_calls(std::string_view text);
core::Value decode_javascript_calls(std::string_view text);

}  // namespace eval
