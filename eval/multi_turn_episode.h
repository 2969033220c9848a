// The loop of a multi-turn or agentic entry: offered functions, turns, steps, execution (reference: base_handler.py,
// inference_multi_turn_prompting, with the handlers for locally served models). Knows no verdicts and no policy.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "chat/bfcl_prompt.h"
#include "chat/message.h"
#include "env/bfcl/dataset.h"
#include "env/bfcl/worlds/world.h"
#include "eval/handler.h"
#include "eval/reply_parts.h"
#include "eval/results.h"
#include "rollout/episode.h"

namespace eval {

// What is counted of every step, by turns, as result files have it.
class StepList {
 public:
  void add(core::Value step) { turn_.push_back(std::move(step)); }
  void end_turn() { turns_.emplace_back(std::exchange(turn_, {})); }
  // With the turn that was broken off.
  core::List turns() const;

 private:
  core::List turn_;   // the steps of this turn
  core::List turns_;  // whole ones
};

// What an entry offers and says.
struct MultiTurnScript {
  core::List functions;                           // on offer from the start, with the language's hint
  std::vector<std::vector<chat::Message>> turns;  // what is said at the beginning of each
  std::map<size_t, core::List> announced;         // openai_fc: functions that join those on offer with a turn
  std::vector<chat::ToolSpec> tools;              // all functions, those that a turn announces included
};

// A turn that announces functions has one message: their documents as Python prints them, and a sentence; in openai_fc
// mode a sentence alone. An agentic question starts with a system message that asks for the form of the answer.
// Throws core::Error for an entry with classes that are not simulated, and where documents are missing.
MultiTurnScript multi_turn_script(const env::bfcl::Entry& entry, const env::bfcl::Dataset& dataset,
                                  const chat::BfclPrompts& prompts, DecodeMode mode = DecodeMode::prompt);

class MultiTurnEpisode final : public rollout::Episode {
 public:
  // A turn is broken off after one step more than this (reference: MAXIMUM_STEP_LIMIT).
  static constexpr int kMaxSteps = 20;

  struct Setting {
    Handler handler = find_handler("prompt");
    std::string model_name = "model";                                      // see check_multi_turn
    std::shared_ptr<const env::bfcl::WebSource> web = nullptr;             // what searches are answered from
    std::shared_ptr<const env::bfcl::TextEncoder> text_encoder = nullptr;  // of vector memories; none: the default
  };

  // `entry` must outlive the episode. A memory is described in the system message, as the entry's scenario has left it.
  // Throws env::bfcl::ServiceFailure where a served encoder cannot read that memory.
  MultiTurnEpisode(const env::bfcl::Entry& entry, MultiTurnScript script, const chat::BfclPrompts& prompts,
                   const Setting& setting);

  const chat::Conversation& conversation() const override { return conversation_; }
  // Those that are not announced yet included: calls of them are the benchmark's to judge.
  std::span<const chat::ToolSpec> tools() const override { return script_.tools; }
  bool take_reply(const rollout::Reply& reply) override;

  // Turns of steps of replies so far, with their token counts and times, and `finish`; not judged. A prerequisite's
  // line has the memory that it leaves, unless it was broken off by the context (the reference then stores none).
  ResultLine result() const;

 private:
  bool begin_turn();
  bool end_turn();
  void announce_functions();
  void remember(const rollout::Reply& reply, const StoredReply& stored);

  const env::bfcl::Entry& entry_;
  Handler handler_;
  MultiTurnScript script_;
  chat::Conversation conversation_;
  std::unique_ptr<env::bfcl::World> world_;
  size_t turn_ = 0;
  int steps_ = 0;  // executed ones of this turn
  StepList replies_;
  StepList reasoning_;  // beside them, as the three below
  StepList input_tokens_;
  StepList output_tokens_;
  StepList latency_s_;
  bool any_reasoning_ = false;
  std::string failure_;  // why there is no further reply
  ResultLine line_;
};

}  // namespace eval
