// Why a conversation with a policy ended: the same names in rollouts, in their records and in results of `eval`.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace rollout {

enum class Ending : uint8_t {
  answer,      // the policy answered every user message
  limit,       // a reply was cut off, or turns or tokens ran out
  time_limit,  // wall time ran out
  malformed,   // a reply that tries to call and cannot be read
  tool_limit,  // too many replies with calls in one turn, or too many calls in one reply
  context,     // the model's context is full
  endpoint,    // a served model, or a service that the world asks, failed for good
};

inline constexpr std::array<std::string_view, 7> kEndingNames = {"answer",     "limit",   "time_limit", "malformed",
                                                                 "tool_limit", "context", "endpoint"};

constexpr std::string_view ending_name(Ending ending) {
  return kEndingNames.at(static_cast<size_t>(ending));
}

// nullopt for a text that is no ending's name.
constexpr std::optional<Ending> parse_ending(std::string_view name) {
  for (size_t i = 0; i < kEndingNames.size(); ++i) {
    if (kEndingNames[i] == name) return static_cast<Ending>(i);
  }
  return std::nullopt;
}

}  // namespace rollout
