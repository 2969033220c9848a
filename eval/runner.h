// Runs a policy on benchmark entries: prompts, replies, verdicts, one line of results.jsonl as each reply arrives.
// A run that was cut off continues where it was. Knows no weights and no LibTorch.
#pragma once

#include <string>

#include "chat/bfcl_prompt.h"
#include "chat/renderer.h"
#include "chat/tokenizer.h"
#include "env/bfcl/dataset.h"
#include "eval/decode.h"
#include "eval/eval_config.h"
#include "eval/run_facts.h"
#include "eval/scores.h"
#include "rollout/policy.h"

namespace eval {

struct EvalInputs {
  model::Policy& policy;
  const chat::Tokenizer& tokenizer;
  const chat::Renderer& renderer;
  const chat::BfclPrompts& prompts;
  const env::bfcl::Dataset& dataset;
  std::string model_fingerprint;  // from eval::model_fingerprint, or any text that names the weights
};

struct EvalOutcome {
  Scores scores;
  RunFacts facts;
  size_t resumed = 0;        // entries that an earlier part of the run had done
  bool interrupted = false;  // stopped by Ctrl-C: run again to continue
};

// Error type of an entry whose prompt does not fit into the model's context: it fails in every category.
inline constexpr const char* kContextExceeded = "inference:context_exceeded";

// Writes results.jsonl, run.json and score.csv in config.run_dir, and prerequisites.jsonl where memories were asked.
// Throws core::Error(usage) where that folder holds results of another model, configuration or data.
EvalOutcome run_eval(const EvalConfig& config, const EvalInputs& inputs);

// The function documents of an entry as a model sees them: with the hints of their language.
core::List entry_functions(const chat::BfclPrompts& prompts, const env::bfcl::Entry& entry);
// What a single-turn entry is asked with: its own messages, behind those functions in the benchmark's system prompt in
// the entry's format, or with those functions as tools (qwen_fc).
chat::Conversation entry_conversation(const chat::BfclPrompts& prompts, const env::bfcl::Entry& entry,
                                      DecodeMode mode = DecodeMode::prompt);

// Fills judged, valid, error_type, error and decoded from `result` (and `finish`).
void judge_line(const env::bfcl::Entry& entry, DecodeMode mode, ResultLine& line);

}  // namespace eval
