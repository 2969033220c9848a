// The token ledger: one token sequence in which every token knows where it came from. Made once, by a renderer or by
// the sampler, and only appended to; masks, loss weights, rewards, viewers and statistics read it. Nothing ever
// re-tokenises text that a model produced.
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <span>
#include <string_view>
#include <vector>

#include "chat/message.h"
#include "chat/tokenizer.h"

namespace chat {

enum class SpanKind : uint8_t {
  prompt,       // template text, system and user messages
  think,        // chain of thought, its tags included
  call_name,    // tool name in a call
  call_key,     // argument names
  call_value,   // argument values
  call_syntax,  // brackets, quotes of keys, commas, call tags
  text,         // other assistant text, the end-of-turn token included
  observation,  // tool results
};
inline constexpr std::array<std::string_view, 8> kSpanNames = {"prompt",     "think",       "call_name", "call_key",
                                                               "call_value", "call_syntax", "text",      "observation"};
std::string_view span_name(SpanKind kind);

inline constexpr float kNotSampled = std::numeric_limits<float>::quiet_NaN();

struct LedgerToken {
  TokenId id = 0;
  Role role = Role::user;
  SpanKind kind = SpanKind::prompt;
  int32_t message = -1;         // index in the conversation; -1: template text of no message
  float weight = 0;             // loss weight; 0: context only
  float logp = kNotSampled;     // the sampler's log-prob
  int32_t weight_version = -1;  // version of the weights that sampled it
};

class Ledger {
 public:
  void append(const LedgerToken& token) { tokens_.push_back(token); }
  size_t size() const { return tokens_.size(); }
  std::span<const LedgerToken> tokens() const { return tokens_; }
  std::vector<TokenId> ids() const;
  double total_weight() const;

  // Loss weights are policy, not history: the one field that may be set after the fact.
  void set_weight(size_t index, float weight) { tokens_[index].weight = weight; }

 private:
  std::vector<LedgerToken> tokens_;
};

}  // namespace chat
