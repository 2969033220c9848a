// Python's `in` and str-only attributes on values of any type, with CPython 3.11's exceptions.
#pragma once

#include <string>
#include <string_view>

#include "core/value.h"

namespace env::bfcl {

// `item in container`. Throws PythonError: TypeError where the container has no members, or not of this type.
bool python_contains(const core::Value& container, const core::Value& item);
// The text whose method `attribute` is asked for. Throws PythonError, "'int' object has no attribute 'strip'", for
// values of other types; bytes, which do have such methods, are refused as well.
const std::string& text_with(const core::Value& value, std::string_view attribute);
// `text` without the `c` at its end (and at its front).
std::string_view strip_right(std::string_view text, char c);
std::string_view strip_both(std::string_view text, char c);

}  // namespace env::bfcl
