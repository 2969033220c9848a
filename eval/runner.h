// Puts benchmark entries to a model: replies, verdicts, one line of results.jsonl as each reply arrives. A run that was
// cut off continues where it was. Knows no weights, no connections and no LibTorch.
#pragma once

#include <string>

#include "chat/bfcl_prompt.h"
#include "env/bfcl/dataset.h"
#include "eval/decode.h"
#include "eval/eval_config.h"
#include "eval/policy_respondent.h"
#include "eval/respondent.h"
#include "eval/run_facts.h"
#include "eval/scores.h"

namespace eval {

struct EvalData {
  const chat::BfclPrompts& prompts;
  const env::bfcl::Dataset& dataset;
};

struct EvalOutcome {
  Scores scores;
  RunFacts facts;
  size_t resumed = 0;        // entries that an earlier part of the run had done
  bool interrupted = false;  // stopped by Ctrl-C: run again to continue
};

// Error type of an entry whose prompt does not fit into the model's context: it fails in every category.
inline constexpr const char* kContextExceeded = "inference:context_exceeded";
// And of one that a served model's endpoint failed for good. It is asked again when the run is continued.
inline constexpr const char* kEndpointFailed = "inference:endpoint_failed";

// Writes results.jsonl, run.json and score.csv in config.run_dir, and prerequisites.jsonl where memories were asked.
// A run that has come to its end leaves the lines of results.jsonl in the benchmark's order.
// Throws core::Error(usage) where that folder holds results of another model, configuration or data.
EvalOutcome run_eval(const EvalConfig& config, const EvalData& data, Respondent& respondent);
// With a policy in this process.
EvalOutcome run_eval(const EvalConfig& config, const EvalInputs& inputs);

// The function documents of an entry as a model sees them: with the hints of their language.
core::List entry_functions(const chat::BfclPrompts& prompts, const env::bfcl::Entry& entry);
// What a single-turn entry is asked with: its own messages, behind those functions in the benchmark's system prompt in
// the entry's format, or with those functions as tools (qwen_fc, openai_fc).
chat::Conversation entry_conversation(const chat::BfclPrompts& prompts, const env::bfcl::Entry& entry,
                                      DecodeMode mode = DecodeMode::prompt);

// Fills judged, valid, error_type, error and decoded from `result` (and `finish`).
void judge_line(const env::bfcl::Entry& entry, DecodeMode mode, ResultLine& line);

}  // namespace eval
