// How a caller names what a tool does for it. Tables only; slots as in synth/query/effect.h.
#pragma once

#include <span>
#include <string_view>

namespace synth::chain {

struct Plan {
  std::string_view tool;
  std::string_view words;  // infinitive without "to"
};
std::span<const Plan> plans();

// "access_token" -> "the access token".
std::string_view thing_name(std::string_view noun);

}  // namespace synth::chain
