// The checker's second question about an argument: is its value among the accepted ones? Mirrors bfcl_eval's
// string_checker, list_checker, dict_checker and list_dict_checker, quirks included. Types were checked before.
#pragma once

#include <optional>
#include <string_view>

#include "core/value.h"
#include "eval/verdict.h"

namespace eval {

// Each returns nullopt where the value passes. `parameter` is for messages.
std::optional<Failure> check_string(std::string_view parameter, const core::Value& value, const core::List& answers);
std::optional<Failure> check_list(std::string_view parameter, const core::Value& value, const core::List& answers);
std::optional<Failure> check_dict(const core::Value& value, const core::List& answers);
std::optional<Failure> check_list_of_dicts(const core::Value& value, const core::List& answers);
// Numbers, booleans, None, and whatever is compared as it stands: Python's `value in answers`.
std::optional<Failure> check_plain(std::string_view parameter, const core::Value& value, const core::List& answers);

// Python's `"" in answers`, where answers may be a list or, as in simple_java_64, a bare string.
bool may_be_left_out(const core::Value& answers);

}  // namespace eval
