// Places in results and states, and the values found there.
//   booking_history["8841202"].travel_from   a field of a record;  matches[2]   an item of a list
//   credit_card_list{0}    the first key of a dict of records;     matches[2]/1 the second part of a path's text
// Patterns are places without numbers: booking_history[*].travel_from, matches[], credit_card_list{}, matches[]/.
// Knows no tools.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/value.h"

namespace synth {

// A value that a call could use, and where it stands.
struct Piece {
  core::Value value;  // text, number or truth value
  std::string path;
  std::string pattern;  // the same for all pieces of one kind
};

// Every scalar of a result, every key of a dict of records, every part of a text that is a path.
std::vector<Piece> pieces_of(const core::Value& result);
// The value at a place, as pieces_of names it; nullopt where there is none.
std::optional<core::Value> value_at(const core::Value& root, std::string_view path);

// Are the keys data (ids, file names) and not names of fields? So it is where every value is a dict.
bool has_data_keys(const core::Dict& dict);
// "a.b", or a["b c"] for a key that is no identifier.
void append_key(std::string& path, const core::Value& key);

}  // namespace synth
