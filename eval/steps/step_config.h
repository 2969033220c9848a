// Settings of `funreason steps`.
#pragma once

#include <cstdint>
#include <string>

#include "rollout/engine_config.h"

namespace eval::steps {

struct StepConfig : rollout::EngineConfig {
  std::string model;
  std::string data;
  std::string renderer = "auto";
  int64_t trajectories = 500;
  double text_share = 0.25;
  int64_t max_new_tokens = 192;
  bool thinking = true;
  std::string run_dir = "runs/steps";

  template <class V>
  void fields(V& v) {
    v("model", model, "Hugging Face folder or .gguf file");
    v("data", data, "trajectories that the model was not trained on (JSONL)");
    v("renderer", renderer, "chat template: auto, or a name (smollm2, qwen3, llama3 …)");
    EngineConfig::fields(v);
    v("trajectories", trajectories, "of the file, those of smallest id hash; one call step of each; -1: all");
    v("text_share", text_share, "share of them that add a step without calls");
    v("max_new_tokens", max_new_tokens, "a reply is cut here");
    v("thinking", thinking, "Qwen3: leave room for reasoning");
    v("run_dir", run_dir, "steps.jsonl, run.json and steps.csv go here");
  }
};

}  // namespace eval::steps
