// The chain of thought in words: why each call follows, and where each of its arguments comes from. Reads steps only,
// so nothing of a hint or of a critic can find its way in; the leak check makes sure of that.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/rng.h"
#include "synth/chain/reasoner.h"

namespace synth::chain {

// Steps [begin, end) that are called in one message.
struct Batch {
  size_t begin = 0;
  size_t end = 0;
};
// One step a message, or as many as need no result of each other. A trial stands alone: its failure is news.
std::vector<Batch> batches(const std::vector<Step>& steps, bool together);

// What the user added after the first request could not be served.
struct Amendment {
  std::string tool;       // announced
  std::string parameter;  // whose value was supplied
  std::string thing;      // what that value is: "the travel date"
};

// Thought before the calls of a batch.
std::string think(const std::vector<Step>& steps, const Batch& batch, const Amendment& amendment, core::Rng& rng);
// Thought before the closing answer.
std::string think_closing(const std::vector<Step>& steps, core::Rng& rng);
// Thought before the answer that `tool` is missing, or that its parameter `thing` is.
std::string think_missing_tool(const std::vector<Step>& steps, std::string_view tool, core::Rng& rng);
std::string think_missing_value(const std::vector<Step>& steps, std::string_view tool, std::string_view parameter,
                                std::string_view thing, core::Rng& rng);
// "book a flight": what a tool does, in the infinitive.
std::string ability(std::string_view tool);

// What a call does, from the caller's side: "look up the airport closest to Rivermist".
std::string plan_words(const chat::ToolCall& call, core::Rng& rng);

// Empty, or the word that gives away that a solution was known.
std::string leak(std::string_view text);

}  // namespace synth::chain
