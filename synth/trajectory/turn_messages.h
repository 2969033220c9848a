// A round's chain as messages: thoughts, calls, results, the closing answer. Reads steps alone.
#pragma once

#include <string>
#include <vector>

#include "chat/message.h"
#include "core/rng.h"
#include "synth/chain/reasoner.h"
#include "synth/chain/thoughts.h"

namespace synth {

struct TurnStyle {
  bool together = false;  // independent calls in one message
  std::string id_prefix;  // of the ids of the calls: "call_0_" makes "call_0_0", "call_0_1", …
};

void append_chain(const std::vector<chain::Step>& steps, const chain::Amendment& amendment, const TurnStyle& style,
                  core::Rng& rng, std::vector<chat::Message>& messages);

chat::Message user_says(std::string text);
chat::Message assistant_says(std::string text, std::string thought);

}  // namespace synth
