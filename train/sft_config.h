// Configuration and result of supervised fine-tuning. Torch-free: commands read it without loading LibTorch.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace train {

// Which loss, and its parameters (docs/losses.md has one row a loss). `m` is a token's loss weight from the ledger.
struct LossConfig {
  std::string name = "ce_token_mean";
  double think_weight = 1;
  double call_weight = 1;
  double text_weight = 1;
  std::string normalize = "weights";
  double alpha = 0.7;
  std::string span_mean = "batch";

  template <class V>
  void fields(V& v) {
    v("name", name, "ce_token_mean | ce_sequence_mean | span_weighted | ssb");
    v("think_weight", think_weight, "span_weighted: weight of the chain of thought");
    v("call_weight", call_weight, "span_weighted: weight of tool calls (name, keys, values, syntax)");
    v("text_weight", text_weight, "span_weighted: weight of other assistant text, end of turn included");
    v("normalize", normalize, "span_weighted: denominator weights (sum of w m) | count (sum of m)");
    v("alpha", alpha, "ssb: share of the chain of thought; the rest of the answer has 1 - alpha");
    v("span_mean", span_mean, "ssb: span means over the batch | sample");
  }
};

struct OptimizerConfig {
  double learning_rate = 1e-4;
  std::string schedule = "cosine";
  double warmup_ratio = 0.05;
  double min_learning_rate_ratio = 0;
  double beta1 = 0.9;
  double beta2 = 0.999;
  double epsilon = 1e-8;
  double weight_decay = 0;
  bool decay_norms_and_biases = false;
  double clip_norm = 1;

  template <class V>
  void fields(V& v) {
    v("learning_rate", learning_rate, "peak rate of AdamW");
    v("schedule", schedule, "after warm-up: cosine | linear | constant");
    v("warmup_ratio", warmup_ratio, "share of the steps over which the rate rises linearly from 0");
    v("min_learning_rate_ratio", min_learning_rate_ratio, "rate at the last step, as a share of the peak");
    v("beta1", beta1, "AdamW: decay of the first moment");
    v("beta2", beta2, "AdamW: decay of the second moment");
    v("epsilon", epsilon, "AdamW: added to the root of the second moment");
    v("weight_decay", weight_decay, "AdamW: decoupled decay, times the rate, of matrices");
    v("decay_norms_and_biases", decay_norms_and_biases, "decay vectors too");
    v("clip_norm", clip_norm, "gradients are scaled down to this global norm; 0: never");
  }
};

struct SftConfig {
  std::string model;
  std::vector<std::string> data;
  std::string run_dir;
  std::string renderer;
  std::string loss_on = "all_assistant";
  int64_t max_length = 0;
  std::string too_long = "error";
  LossConfig loss;
  OptimizerConfig optimizer;
  int64_t epochs = 1;
  int64_t steps = 0;
  int64_t batch_samples = 8;
  int64_t shuffle_block = 1;
  int64_t micro_batch_tokens = 4096;
  bool share_prefixes = true;
  std::string dtype = "auto";
  int64_t threads = 0;
  int64_t seed = 1;
  int64_t checkpoint_every = 0;
  int64_t keep_checkpoints = 2;
  bool save_optimizer = true;
  int64_t log_every = 1;
  bool resume = true;

  template <class V>
  void fields(V& v) {
    v("model", model, "model to start from: Hugging Face directory or .gguf file");
    v("data", data, "JSONL files of conversations ({\"messages\", \"tools\"})");
    v("run_dir", run_dir, "folder of this run: config.yaml, log.txt, metrics.jsonl, TensorBoard events, checkpoints");
    v("renderer", renderer, "chat template: smollm2 | qwen3; empty: the model's own");
    v("loss_on", loss_on,
      "which replies are learned: all_assistant | last_assistant | each_assistant (every one in a sample of its own, "
      "with the history as the model is served it: without chains of thought)");
    v("max_length", max_length, "longest conversation in tokens; 0: the model's context");
    v("too_long", too_long, "a longer conversation: error | skip (counted)");
    v("loss", loss, "");
    v("optimizer", optimizer, "");
    v("epochs", epochs, "passes over the data");
    v("steps", steps, "optimiser steps; 0: as many as the epochs need");
    v("batch_samples", batch_samples, "samples of one optimiser step");
    v("shuffle_block", shuffle_block,
      "neighbours in the data that begin alike stay together when samples are shuffled, at most so many");
    v("micro_batch_tokens", micro_batch_tokens, "most tokens computed at once; bounds memory, not the result");
    v("share_prefixes", share_prefixes, "compute the common beginning of a micro-batch's samples once");
    v("dtype", dtype, "auto (bf16 where the processor has it) | fp32 | bf16; master weights are always fp32");
    v("threads", threads, "0: all cores");
    v("seed", seed, "order of the samples");
    v("checkpoint_every", checkpoint_every, "steps between checkpoints; 0: only at the end");
    v("keep_checkpoints", keep_checkpoints, "older ones are deleted; 0: keep all");
    v("save_optimizer", save_optimizer,
      "write optimiser state into the last checkpoint too, so that it can be resumed");
    v("log_every", log_every, "steps between lines of metrics.jsonl");
    v("resume", resume, "continue from the last checkpoint in run_dir; false: refuse a used run_dir");
  }
};

struct SftResult {
  std::filesystem::path checkpoint;  // the last one: a Hugging Face directory
  int64_t steps = 0;                 // of the whole run, earlier processes included
  double loss = 0;                   // of the last step
  int64_t tokens = 0;                // of the samples trained on by this process
  int64_t computed_tokens = 0;       // after sharing prefixes
  double seconds = 0;                // of this process's steps
  bool interrupted = false;          // Ctrl-C: the checkpoint is of the step reached
};

}  // namespace train
