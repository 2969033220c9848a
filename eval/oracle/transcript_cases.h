// The oracle's `transcripts` cases: what a scripted model is asked, step by step, and what the harness stores.
// Covers the modes qwen_prompt, qwen_fc and funreason_mt and the entries whose classes the program simulates; not the
// harness's log for people.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "chat/bfcl_prompt.h"
#include "core/value.h"
#include "eval/entry_lookup.h"
#include "eval/multi_turn_episode.h"
#include "eval/oracle/outcome.h"

namespace eval::oracle {

class TranscriptCases {
 public:
  TranscriptCases(chat::BfclPrompts prompts, env::bfcl::Dataset dataset)
      : prompts_(std::move(prompts)), dataset_(dataset), entries_(std::move(dataset)) {}

  // `line`: {id, mode, replies, prompt_sha256, last_prompt?, result, input_token_count}, blobs resolved.
  // Throws core::Error(data) for a line of another shape.
  Outcome run(const core::Value& line);

 private:
  chat::BfclPrompts prompts_;
  env::bfcl::Dataset dataset_;
  EntryLookup entries_;
};

// Whose prompts a mode of a case stands for; nullptr for any but those of a handler that is given rendered prompts.
const Handler* handler_of(std::string_view mode);

// The text that the handler sends.
std::string prompt_text(const chat::Conversation& conversation, const Handler& handler);

// Plays an entry to its end; returns its prompts. `reply` is given their count so far.
std::vector<std::string> play_scripted(MultiTurnEpisode& episode, const Handler& handler,
                                       const std::function<std::string(size_t)>& reply);

}  // namespace eval::oracle
