// Plays multi-turn and agentic entries, all of them at once. Knows no files and no verdicts.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "chat/bfcl_prompt.h"
#include "env/bfcl/dataset.h"
#include "env/bfcl/worlds/text_encoder.h"
#include "env/bfcl/worlds/web_source.h"
#include "eval/handler.h"
#include "eval/results.h"
#include "rollout/episode.h"

namespace eval {

struct MultiTurnRun {
  rollout::PlayEpisodes play;  // by a policy: with the renderer of handler_renderer
  const chat::BfclPrompts& prompts;
  const env::bfcl::Dataset& dataset;
  const Handler& handler;                                                // how functions are put and replies are read
  std::shared_ptr<const env::bfcl::WebSource> web = nullptr;             // what searches are answered from
  std::shared_ptr<const env::bfcl::TextEncoder> text_encoder = nullptr;  // of vector memories; none: the default
  uint64_t seed = 0;
  std::function<void(const env::bfcl::Entry&, ResultLine)> on_line;  // as each entry ends
  std::function<bool()> cancelled;                                   // may be empty
};

// Entries that are cancelled have no line. An entry that cannot be played, because its state cannot be built or a
// document is missing, is named in the log; in place of replies its line has the text of the error, which the checker
// counts as an inference error. One whose memory a served encoder could not read has failed as if the endpoint had.
void play_multi_turn(const std::vector<env::bfcl::Entry>& entries, const MultiTurnRun& run);

}  // namespace eval
