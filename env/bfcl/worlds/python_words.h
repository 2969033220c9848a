// text.lower().split() and len() as the simulated memories use them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/value.h"

namespace env::bfcl {

// The text's words, split at Python's white space, in lower case (one code point for one).
std::vector<std::string> python_words(std::string_view text);
// len(value). Throws PythonError: "object of type 'int' has no len()".
size_t python_length(const core::Value& value);
// How many items sequence[:end] has. Throws PythonError where `end` is neither an int nor None.
size_t python_slice_size(size_t size, const core::Value& end);

}  // namespace env::bfcl
