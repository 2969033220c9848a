// Step accuracy: a policy gives each sampled reply of recorded trajectories again (greedy), given the recorded history.
// A run that was cut off continues where it was. Knows no weights and no LibTorch.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "chat/renderer.h"
#include "chat/tokenizer.h"
#include "eval/scores.h"
#include "eval/steps/step_config.h"
#include "rollout/policy.h"

namespace eval::steps {

struct StepInputs {
  model::Policy& policy;
  const chat::Tokenizer& tokenizer;
  const chat::Renderer& renderer;
  std::string model_fingerprint;
};

struct StepScore {
  std::string name;  // "calls", "tools", "text", or "calls, <kind>"
  size_t total = 0;
  size_t right = 0;

  double share() const { return total == 0 ? 0 : static_cast<double>(right) / static_cast<double>(total); }
};

struct StepOutcome {
  std::vector<StepScore> scores;
  std::map<std::string, size_t> errors;
  size_t resumed = 0;
  bool interrupted = false;
};

// Writes steps.jsonl, run.json and steps.csv in config.run_dir. Throws core::Error(usage) where that folder holds steps
// of another model, file or setting.
StepOutcome run_steps(const StepConfig& config, const StepInputs& inputs);

// As a table for a terminal.
std::string step_table(const StepOutcome& outcome);

}  // namespace eval::steps
