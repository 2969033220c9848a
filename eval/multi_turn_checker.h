// Multi-turn entries: executes the model's calls and the truth's in two worlds and compares, turn by turn, what came of
// them (reference: multi_turn_checker.py and _evaluate_single_multi_turn_entry of eval_runner.py). Knows no prompts.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/value.h"
#include "env/bfcl/dataset.h"
#include "env/bfcl/worlds/world.h"
#include "eval/decode.h"
#include "eval/verdict.h"

namespace eval {

// Whether the program simulates every class of a multi-turn entry.
bool is_simulated(const env::bfcl::Entry& entry);

// Result texts of one turn.
struct ExecutedTurn {
  std::vector<std::vector<std::string>> model;  // by step
  std::vector<std::string> truth;
};

struct MultiTurnCheck {
  Verdict verdict;
  core::List decoded;                             // turns of steps of calls as text; steps without calls are left out
  std::vector<ExecutedTurn> turns;                // up to the one that failed
  std::string differing_class;                    // instance_state_mismatch: whose state
  std::vector<std::string> differing_attributes;  // and which of its attributes
  std::vector<std::string> missing_items;         // execution_response_mismatch: the truth's results that are missing
  // As they were left; nullptr where nothing was executed.
  std::unique_ptr<env::bfcl::World> model_world;
  std::unique_ptr<env::bfcl::World> truth_world;
};

// `result`: what the result file holds, turns of steps of replies. `model_name` is a part of the instances' names,
// which show where a string argument holds `word(`.
// Throws core::Error(data) for an entry that is not simulated.
MultiTurnCheck check_multi_turn(const env::bfcl::Entry& entry, DecodeMode mode, const core::Value& result,
                                const std::string& model_name = "model");
// The same from the calls of a MultiTurnCheck. Throws core::Error(data) where `decoded` is none.
MultiTurnCheck check_decoded_turns(const env::bfcl::Entry& entry, core::List decoded,
                                   const std::string& model_name = "model");

// The world in which an entry plays. `owner`: "<model>", "<model>_ground_truth_eval" and the like.
std::unique_ptr<env::bfcl::World> make_entry_world(const env::bfcl::Entry& entry, const std::string& owner,
                                                   std::shared_ptr<env::bfcl::ProcessState> process = nullptr);

// decode_execute's calls; empty where it fails or gives none: the step that ends a turn.
std::vector<std::string> decoded_calls(DecodeMode mode, const core::Value& reply);

}  // namespace eval
