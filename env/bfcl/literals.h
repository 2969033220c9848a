// Literals of tool calls in a canonical form, for finding a benchmark's calls in other data.
// A free literal is a string or number that stands anywhere in an argument (also inside lists and dicts) and that the
// function's document does not hand out: neither a member of an `enum` nor the `default` at its place. Booleans, None
// and empty strings are never free. Knows nothing of entries or indexes.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/value.h"

namespace env::bfcl {

// Words of a text: runs of letters, digits and everything outside ASCII, lower-cased (simple Unicode mapping).
// Punctuation and white space part them, so spelling of dates and commas does not hide a copy.
std::vector<std::string> lower_words(std::string_view text);

// "get_weather.v2" and "Get_Weather_v2" are one name.
std::string canonical_name(std::string_view function_name);

// "s:new york" for strings (their words, or the text where it has none), "n:5.0" for numbers (5 and 5.0 are one);
// empty where the value is no string or number, or is an empty string.
std::string canonical_literal(const core::Value& value);

using LiteralSink = std::function<void(const std::string& canonical)>;

// Every literal in a value.
void for_each_literal(const core::Value& value, const LiteralSink& sink);

// Free literals of a value under its JSON schema (nullptr: none known, all literals are free). For an accepted answer,
// dicts map a key to the list of its accepted values.
void for_each_free_literal(const core::Value& value, const core::Value* schema, const LiteralSink& sink);

// The same for a call written as Python text ("cd(folder='x')", "sort('y')"): name and quoted strings and numbers in
// it.
struct CallText {
  std::string name;
  core::List literals;
};
CallText scan_call_text(std::string_view text);

}  // namespace env::bfcl
