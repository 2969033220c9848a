// Java and JavaScript values, which calls hold as source text, as the values that they stand for: bfcl_eval's
// java_type_converter and js_type_converter. What does not look like the wanted type stays a text.
#pragma once

#include <optional>
#include <string_view>

#include "core/value.h"

namespace eval {

// `type`: as documents name it ("ArrayList"). `nested`: the type of elements, where the document gives one. Both throw
// PythonError where the reference raises: ValueError for a type outside its map or an int of over 4,300 digits, and for
// Java's Set, Hashtable, Queue and Stack NotImplementedError.
core::Value convert_java(std::string_view text, std::string_view type, std::optional<std::string_view> nested = {});
core::Value convert_javascript(std::string_view text, std::string_view type,
                               std::optional<std::string_view> nested = {});

}  // namespace eval
