// Settings of `funreason steps`.
#pragma once

#include <cstdint>
#include <string>

namespace eval::steps {

struct StepConfig {
  std::string model;
  std::string data;
  std::string renderer = "auto";
  std::string dtype = "auto";
  std::string weights = "plain";
  std::string device = "cpu";
  std::string kv = "plain";
  bool strict = false;
  int64_t threads = 0;
  int64_t batch_size = 32;
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
    v("dtype", dtype, "auto, fp32 or bf16");
    v("weights", weights,
      "matrices: plain (in dtype), q8_0, q4_0 or q4_1 (blocks of 32 with a scale), or file (as the .gguf has them)");
    v("device", device, "that the model runs on: cpu, or cuda (a GPU; bf16)");
    v("kv", kv,
      "cached keys and values: plain (in dtype) or int8 (about half of bf16's memory; log-probs are no longer the "
      "trainer's, so not with strict; docs/benchmarks.md)");
    v("strict", strict, "a reply's bits depend on nothing that runs beside it; slower alone (docs/benchmarks.md)");
    v("threads", threads, "0: all cores");
    v("batch_size", batch_size, "sequences decoded together");
    v("trajectories", trajectories, "of the file, those of smallest id hash; one call step of each; -1: all");
    v("text_share", text_share, "share of them that add a step without calls");
    v("max_new_tokens", max_new_tokens, "a reply is cut here");
    v("thinking", thinking, "Qwen3: leave room for reasoning");
    v("run_dir", run_dir, "steps.jsonl, run.json and steps.csv go here");
  }
};

}  // namespace eval::steps
